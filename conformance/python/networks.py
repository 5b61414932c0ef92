"""The two families of networks, evaluated from a checkpoint's tensors alone.

Nothing of Prunescope is used: only the names that its checkpoints give to tensors, which are those of the published PyTorch modules.
"""
import torch
import torch.nn.functional as F

EPSILON = 1e-5  # of every batch normalisation


class Network:
    """A frozen network with a classifier. `taps` are pooled features after its layers, in the order of the layers."""

    def __init__(self, architecture, tensors, precision):
        self.precision = precision
        self.tensors = {name: tensor.to(precision) for name, tensor in tensors.items()}
        families = {"wide-resnet": self._wide_resnet, "resnet": self._resnet}
        if architecture["family"] not in families:
            raise SystemExit(f"architecture.family is {architecture['family']}; this knows {', '.join(families)}")
        self.latent = families[architecture["family"]]
        self.architecture = architecture

    def evaluate(self, images, tapped):
        """images (n, 3, 32, 32) -> logits (n, classes), latent (n, width), taps [(n, channels)], all as doubles."""
        taps = [] if tapped else None
        with torch.no_grad():
            latent = self.latent(images.to(self.precision, memory_format=torch.channels_last), taps)
            logits = latent @ self.tensors["fc.weight"].T + self.tensors["fc.bias"]
        return tuple(_double(values) for values in (logits, latent)) + ([_double(tap) for tap in taps or []],)

    def _wide_resnet(self, x, taps):
        """Zagoruyko and Komodakis 2016, pre-activation blocks; strides 1, 2, 2."""
        blocks = (self.architecture["depth"] - 4) // 6
        x = self._convolution(x, "conv1")
        _tap(taps, x)
        for group in (1, 2, 3):
            for block in range(blocks):
                name = f"block{group}.layer.{block}"
                stride = 2 if group > 1 and block == 0 else 1
                active = F.relu(self._norm(x, f"{name}.bn1"))
                hidden = F.relu(self._norm(self._convolution(active, f"{name}.conv1", stride), f"{name}.bn2"))
                residual = self._convolution(hidden, f"{name}.conv2")
                _tap(taps, hidden)
                _tap(taps, residual)
                if self._has(f"{name}.convShortcut.weight"):
                    x = residual + self._convolution(active, f"{name}.convShortcut", stride)
                else:
                    x = residual + x
                    _tap(taps, x)
        return F.relu(self._norm(x, "bn1")).mean((2, 3))

    def _resnet(self, x, taps):
        """He et al. 2016, basic blocks, a 3x3 stem without pooling; strides 1, 2, 2, 2."""
        per_group = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}[self.architecture["depth"]]
        x = self._convolution(x, "conv1")
        _tap(taps, x)
        x = F.relu(self._norm(x, "bn1"))
        for group, blocks in enumerate(per_group, start=1):
            for block in range(blocks):
                name = f"layer{group}.{block}"
                stride = 2 if group > 1 and block == 0 else 1
                hidden = F.relu(self._norm(self._convolution(x, f"{name}.conv1", stride), f"{name}.bn1"))
                residual = self._convolution(hidden, f"{name}.conv2")
                _tap(taps, hidden)
                _tap(taps, residual)
                total = self._norm(residual, f"{name}.bn2")
                if self._has(f"{name}.downsample.0.weight"):
                    total = total + self._norm(self._convolution(x, f"{name}.downsample.0", stride), f"{name}.downsample.1")
                else:
                    total = total + x
                    _tap(taps, total)
                x = F.relu(total)
        return x.mean((2, 3))

    def _has(self, name):
        return "encoder." + name in self.tensors

    def _convolution(self, x, name, stride=1):
        weight = self.tensors[f"encoder.{name}.weight"]
        return F.conv2d(x, weight, stride=stride, padding=weight.shape[2] // 2)

    def _norm(self, x, name):
        of = [self.tensors[f"encoder.{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        return F.batch_norm(x, *of, training=False, eps=EPSILON)


def _double(values):
    return values.to(torch.float64).numpy()


def _tap(taps, features):
    if taps is not None:
        taps.append(features.mean((2, 3)))
