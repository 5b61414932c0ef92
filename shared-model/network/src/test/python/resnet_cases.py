"""Makes the cases that ResNet's forward pass and training are compared with.

    pip install torch numpy safetensors
    python resnet_cases.py ../resources/org/prunescope/network/resnet-18.safetensors

A ResNet-18 of width 8 with 10 classes, a batch of 4, plain PyTorch in double precision. Weights and
images come from a hash of (tensor, element), so that they need not be stored: ResNetTest says the
same in Java. Names and order of the tensors are those of torchvision's ResNet.

"evaluation/...": logits, latent and pooled taps in evaluation mode. "losses": of two updates by SGD
(learning rate 0.05, momentum 0.9, weight decay 5e-4) in training mode. "after/NAME": the first 64
values at most of every tensor after them.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from torch import nn

WIDTH, CLASSES, IMAGES, STORED = 8, 10, 4, 64

# Of the ranges 1000 to 1059 the one in which no relu's input comes closer to 0 than 8e-6 of that
# layer's standard deviation in either update: in single precision none changes its sign.
IMAGE_RANGE = 1047


def uniform(tensor, size):
    """size values in [0, 1): murmur3's finaliser of the element's index in a tensor's own range."""
    with np.errstate(over="ignore"):
        h = np.arange(size, dtype=np.uint32) + np.uint32(tensor * 0x9E3779B9 & 0xFFFFFFFF)
        h = (h ^ (h >> 16)) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> 13)) * np.uint32(0xC2B2AE35)
    return ((h ^ (h >> 16)) >> 8).astype(np.float64) / (1 << 24)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x, taps):
        hidden = F.relu(self.bn1(self.conv1(x)))
        convolved = self.conv2(hidden)
        taps += [hidden, convolved]
        total = self.bn2(convolved)
        if self.downsample is None:
            total = total + x
            taps.append(total)
        else:
            total = total + self.downsample(x)
        return F.relu(total)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTH)
        inputs = WIDTH
        for group in range(4):
            outputs = WIDTH << group
            stride = 1 if group == 0 else 2
            blocks = [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
            setattr(self, f"layer{group + 1}", nn.Sequential(*blocks))
            inputs = outputs
        self.fc = nn.Linear(inputs, CLASSES)

    def forward(self, x):
        x = self.conv1(x)
        taps = [x]
        x = F.relu(self.bn1(x))
        for group in (self.layer1, self.layer2, self.layer3, self.layer4):
            for block in group:
                x = block(x, taps)
        latent = x.mean((2, 3))
        return self.fc(latent), latent, [tap.mean((2, 3)) for tap in taps]


def tensors(network):
    return [(n, t) for n, t in network.state_dict().items() if not n.endswith("num_batches_tracked")]


def fill(network):
    with torch.no_grad():
        for index, (name, tensor) in enumerate(tensors(network)):
            u = uniform(index, tensor.numel())
            if tensor.dim() > 1:
                values = (2 * u - 1) * np.sqrt(6 / tensor[0].numel())
            elif name.endswith("running_var") or (name.endswith("weight")):
                values = 0.5 + u
            else:
                values = u - 0.5
            values = values.astype(np.float32).astype(np.float64)
            tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))


def main(path):
    torch.set_default_dtype(torch.float64)
    network = ResNet18()
    fill(network)
    pixels = uniform(IMAGE_RANGE, IMAGES * 32 * 32 * 3) * 4 - 2
    pixels = pixels.astype(np.float32).astype(np.float64).reshape(IMAGES, 32, 32, 3)
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
    labels = torch.arange(IMAGES) * 3
    out = {}

    network.eval()
    with torch.no_grad():
        logits, latent, taps = network(images)
    out["evaluation/logits"] = logits.numpy()
    out["evaluation/latent"] = latent.numpy()
    for i, tap in enumerate(taps):
        out[f"evaluation/tap/{i}"] = tap.numpy()

    network.train()
    sgd = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    losses = []
    for _ in range(2):
        sgd.zero_grad()
        loss = F.cross_entropy(network(images)[0], labels)
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    out["losses"] = np.array(losses)
    for name, tensor in tensors(network):
        out["after/" + name] = tensor.numpy().reshape(-1)[:STORED].copy()
    save_file({k: np.ascontiguousarray(v, dtype=np.float64) for k, v in out.items()}, path)
    print(losses, sum(t.numel() for n, t in tensors(network) if "running" not in n))


main(sys.argv[1])
