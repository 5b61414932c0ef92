"""Writes the operations that DJL lacks, as TorchScript modules, into a folder.

    pip install torch
    python operations.py ../resources/org/prunescope/network
"""

import pathlib
import sys

import torch

OPERATIONS = {
    "relu-in-place": "def forward(self, x):\n    return torch.relu_(x)\n",
}


class Operation(torch.jit.ScriptModule):
    pass


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, code in OPERATIONS.items():
        # From a string, for else the file would name where this script lies.
        operation = Operation()
        operation.define(code)
        torch.jit.save(operation, folder / f"{name}.pt")


if __name__ == "__main__":
    main()
