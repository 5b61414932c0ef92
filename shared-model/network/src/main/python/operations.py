"""Writes the operations that DJL lacks, as TorchScript modules, into a folder.

    pip install torch
    python operations.py ../resources/org/prunescope/network
"""

import pathlib
import sys

import torch

OPERATIONS = {
    "relu-in-place": "def forward(self, x):\n    return torch.relu_(x)\n",
    # The gradient of a cast is cast back.
    "to-bfloat16": "def forward(self, x):\n    return x.to(torch.bfloat16)\n",
    "to-float32": "def forward(self, x):\n    return x.to(torch.float32)\n",
}


def operation(code):
    # A class for each: TorchScript compiles a class's methods once.
    class Operation(torch.jit.ScriptModule):
        pass

    module = Operation()
    # From a string, for else the file would name where this script lies.
    module.define(code)
    return module


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, code in OPERATIONS.items():
        torch.jit.save(operation(code), folder / f"{name}.pt")


if __name__ == "__main__":
    main()
