"""What lies in files of an experiment: its plan, its checkpoints and its images."""
import hashlib
import json
import pathlib

import numpy as np
import safetensors.torch
import torch

RECORD = 1 + 3 * 32 * 32  # of CIFAR-10's binary layout: a label and three planes


class Experiment:
    """An experiment's plan and, for each run, the last checkpoint that the plan measures."""

    def __init__(self, artifacts, name):
        path = pathlib.Path(name)
        if path.suffix == ".json":
            self.plan = json.loads(path.read_text())
        else:
            plans = sorted((pathlib.Path(artifacts) / name).glob("plan-*.json"))
            if len(plans) != 1:
                raise SystemExit(f"{pathlib.Path(artifacts) / name} holds {len(plans)} plans, not one")
            self.plan = json.loads(plans[0].read_text())
        self.id = self.plan["experiment"]
        self.request = self.plan["request"]
        self.classes = len(self.plan["dataSet"]["classes"])
        self.variants = {variant["id"]: variant for variant in self.plan["variants"] if variant["measured"]}
        self._folder = pathlib.Path(artifacts) / self.id

    def runs(self):
        """(variant, seed) of every planned run that is measured, in the plan's order."""
        return [(run["variant"], run["seed"]) for run in self.plan["runs"] if run["variant"] in self.variants]

    def position(self, variant):
        """Where the variant is compared: its last measured position."""
        return self.variants[variant]["measured"][-1]

    def checkpoint(self, variant, seed):
        """(attempt, tensors by name) of the newest attempt's checkpoint there; None where there is no file."""
        at = self.position(variant)
        name = f"{at['phase']}-{at['step']}-{at['stage']}-*.safetensors"
        files = list((self._folder / variant / str(seed)).glob(f"*/{name}"))
        if not files:
            return None
        attempt = max(int(file.parent.name) for file in files)
        newest = [file for file in files if int(file.parent.name) == attempt]
        if len(newest) > 1:
            raise SystemExit(f"attempt {attempt} of {variant} seed {seed} has {len(newest)} checkpoints at one position")
        content = newest[0].read_bytes()
        if hashlib.sha256(content).hexdigest() != newest[0].stem.rsplit("-", 1)[1]:
            raise SystemExit(f"{newest[0]} is not what its name says: its digest differs")
        return attempt, safetensors.torch.load(content)

    def measures_depth_of(self, seed):
        asked = self.request["measurement"]
        return asked["predictionDepth"] and (not asked["depthSeeds"] or seed in asked["depthSeeds"])

    def augments_support(self):
        """Whether what votes in k-NN probes is not the images themselves, so that it cannot be computed again here."""
        return self.request["measurement"].get("supportAugmentation") not in (None, "none")

    def sparsity(self, tensors):
        """Share of the weights of convolutions and classifier that are zero."""
        weights = [t for name, t in tensors.items() if name.startswith(("encoder.", "fc.")) and t.dim() > 1]
        return sum(int((t == 0).sum()) for t in weights) / sum(t.numel() for t in weights)


class Images:
    """CIFAR-10 as an experiment sees it: the first so many images, normalised in single precision."""

    def __init__(self, folder, request):
        spec = request["dataSet"]
        if spec["name"] != "cifar-10":
            raise SystemExit(f"dataSet.name is {spec['name']}; only cifar-10 can be read here")
        folder = pathlib.Path(folder)
        if (folder / "cifar-10-batches-bin").is_dir():
            folder = folder / "cifar-10-batches-bin"
        train = [folder / f"data_batch_{number}.bin" for number in range(1, 6)]
        self._statistics = [torch.tensor(request["normalisation"][of], dtype=torch.float32) for of in ("mean", "std")]
        self.train, self.train_labels = self._read(train, spec["trainSamples"])
        self.test, self.test_labels = self._read([folder / "test_batch.bin"], spec["testSamples"])

    def _read(self, files, samples):
        records = np.concatenate([np.fromfile(file, dtype=np.uint8).reshape(-1, RECORD) for file in files])
        records = records[: samples or len(records)]
        return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].astype(np.int64)

    def normalised(self, pixels):
        mean, std = (values.view(1, 3, 1, 1) for values in self._statistics)
        return (torch.from_numpy(pixels).to(torch.float32) / 255 - mean) / std
