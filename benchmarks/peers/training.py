"""What a user would run instead of Prunescope's trainer: the same updates in PyTorch.

A long-lived process that answers lines "TASK IMAGES STEPS SETTINGS" on standard input with the
seconds that so many steps took, or with "missing REASON". Started by ./prunescope bench training
--peers PYTHON.

  TASK      cross-entropy, supcon or inference
  IMAGES    per step; supcon makes two views of each
  SETTINGS  channels-last: the fastest in float32, fused optimiser and all; defaults: as PyTorch comes;
            bfloat16: as channels-last, under autocast

  python training.py DEPTH WIDEN THREADS DEVICE

DEVICE is cpu, or cuda, which was never run.
"""

import sys
import time

CLASSES, PROJECTION, TEMPERATURE = 10, 128, 0.1


def channels(widen):
    return [16, 16 * widen, 32 * widen, 64 * widen]


def build(nn, F):
    """The modules, in a function because torch may be missing."""

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.bn1 = nn.BatchNorm2d(inputs)
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
            self.shortcut = None
            if inputs != outputs:
                self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

        def forward(self, x, tap):
            activated = F.relu(self.bn1(x))
            hidden = F.relu(self.bn2(self.conv1(activated)))
            tap(hidden)
            residual = self.conv2(hidden)
            tap(residual)
            if self.shortcut is not None:
                return residual + self.shortcut(activated)
            total = residual + x
            tap(total)
            return total

    class WideResNet(nn.Module):
        def __init__(self, depth, widen, head):
            super().__init__()
            widths = channels(widen)
            self.stem = nn.Conv2d(3, widths[0], 3, padding=1, bias=False)
            blocks = []
            for group in range(3):
                for i in range((depth - 4) // 6):
                    inputs = widths[group] if i == 0 else widths[group + 1]
                    stride = 2 if group > 0 and i == 0 else 1
                    blocks.append(Block(inputs, widths[group + 1], stride))
            self.blocks = nn.ModuleList(blocks)
            self.bn = nn.BatchNorm2d(widths[3])
            self.head = head(widths[3])

        def forward(self, x, tap=lambda features: None):
            x = self.stem(x)
            tap(x)
            for block in self.blocks:
                x = block(x, tap)
            latent = F.relu(self.bn(x)).mean((2, 3))
            return latent, self.head(latent)

    return WideResNet


def projection(nn):
    return lambda width: nn.Sequential(
        nn.Linear(width, width), nn.ReLU(), nn.Linear(width, PROJECTION)
    )


def supervised_contrastive(torch, features, labels):
    """L_out of Khosla et al. 2020; features (2N, width) of length 1, first views first."""
    labels = labels.repeat(2)
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    positive = (labels[:, None] == labels[None, :]) & ~itself
    similar = (features @ features.T / TEMPERATURE).masked_fill(itself, float("-inf"))
    share = similar - similar.logsumexp(1, keepdim=True)
    return -(share.masked_fill(~positive, 0).sum(1) / positive.sum(1)).mean()


class Work:
    """A network with one batch, and what a step does with it."""

    def __init__(self, torch, task, images, settings, depth, widen, device):
        nn, F = torch.nn, torch.nn.functional
        torch.manual_seed(0)
        self.torch, self.task, self.settings, self.device = torch, task, settings, device
        supcon = task == "supcon"
        head = projection(nn) if supcon else lambda width: nn.Linear(width, CLASSES)
        self.network = build(nn, F)(depth, widen, head).to(device)
        self.x = torch.randn(images * (2 if supcon else 1), 3, 32, 32, device=device)
        self.labels = torch.randint(0, CLASSES, (images,), device=device)
        if settings != "defaults":
            self.network = self.network.to(memory_format=torch.channels_last)
            self.x = self.x.to(memory_format=torch.channels_last)
        self.network.train(task != "inference")
        fused = {} if settings == "defaults" else {"fused": True}
        self.optimiser = torch.optim.SGD(
            self.network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, **fused
        )

    def step(self):
        if self.task == "inference":
            self.infer()
        else:
            self.train()

    def train(self):
        F = self.torch.nn.functional
        self.optimiser.zero_grad()
        with self.torch.autocast(self.device, self.torch.bfloat16, self.settings == "bfloat16"):
            _, output = self.network(self.x)
        output = output.float()
        if self.task == "supcon":
            features = F.normalize(output, dim=1)
            loss = supervised_contrastive(self.torch, features, self.labels)
        else:
            loss = F.cross_entropy(output, self.labels)
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def infer(self):
        taps = []
        with self.torch.inference_mode():
            latent, logits = self.network(self.x, lambda t: taps.append(t.mean((2, 3))))
        return [t.cpu().numpy() for t in [latent, logits, *taps]]


def main():
    depth, widen, threads = map(int, sys.argv[1:4])
    device = sys.argv[4]
    try:
        import torch
    except ImportError as missing:
        print(f"Python {sys.version.split()[0]}, no torch", flush=True)
        for _ in sys.stdin:
            print(f"missing {missing}", flush=True)
        return
    torch.set_num_threads(threads)
    print(f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}", flush=True)
    if device == "cuda" and not torch.cuda.is_available():
        for _ in sys.stdin:
            print("missing CUDA", flush=True)
        return
    works = {}
    for line in sys.stdin:
        task, images, steps, settings = line.split()
        key = (task, images, settings)
        if key not in works:
            works.clear()
            works[key] = Work(torch, task, int(images), settings, depth, widen, device)
        begun = time.perf_counter()
        for _ in range(int(steps)):
            works[key].step()
        print(time.perf_counter() - begun, flush=True)


if __name__ == "__main__":
    main()
