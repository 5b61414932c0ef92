"""Writes the two casts that DJL lacks, as TorchScript modules, into a folder.

    pip install torch
    python casts.py ../resources/org/prunescope/network

The gradient of a cast is cast back.
"""

import pathlib
import sys

import torch


class ToBfloat16(torch.jit.ScriptModule):
    pass


class ToFloat32(torch.jit.ScriptModule):
    pass


def main():
    folder = pathlib.Path(sys.argv[1])
    for module, to in ((ToBfloat16(), "bfloat16"), (ToFloat32(), "float32")):
        # From a string, for else the file would name where this script lies.
        module.define(f"def forward(self, x):\n    return x.to(torch.{to})\n")
        torch.jit.save(module, folder / f"to-{to}.pt")


if __name__ == "__main__":
    main()
