#!/usr/bin/env python3
"""Computes a finished experiment's results again, from its checkpoints and images alone, and compares them with what Prunescope stored.

    recompute.py ARTIFACTS DATA_SETS EXPERIMENT STORED

ARTIFACTS is the artifacts' folder, DATA_SETS the folder that holds cifar-10-batches-bin, EXPERIMENT an id or a plan's JSON file, STORED either
PostgreSQL (postgresql://user:password@host:port/prunescope) or a folder of exported views (runs.parquet, samples.csv, ...). Needs PyTorch, NumPy,
SciPy, scikit-learn, pandas and safetensors, and psycopg for PostgreSQL. Shares no code with Prunescope.

Everything is compared value by value. Networks are single precision on both sides (--precision double: here double, ten times as slow), and sums in
another order round otherwise: where two logits, two distances or a confidence and the edge of a bin lie within the margins, both answers are right. Such near ties are counted and listed apart; what follows from them (a modal label, a
depth) is a near tie if it is equal once the stored label is taken. Anything else is a difference, and the exit status is 1.
"""
import argparse
import sys

import numpy as np
import torch

import measures
from comparisons import Comparison
from experiment import Experiment, Images
from measures import Margins, Measures
from networks import Network
from stored import open_stored
from tally import Tally

RTOL = 1e-4  # of numbers that follow from single precision
EXACT = 1e-9  # of numbers that follow from labels alone


def measure(experiment, images, tensors, seed, margins, batch, precision):
    """All numbers of one checkpoint."""
    asked = experiment.request["measurement"]
    clean = not augmented_support(experiment)
    tapped = experiment.measures_depth_of(seed) and clean
    network = Network(experiment.request["architecture"], tensors, precision)
    logits, latent, taps = evaluate(network, images, images.test, tapped, batch)
    predictions, possible, confidence, loss = measures.classify(logits, images.test_labels, margins)
    q, z, l1 = measures.scores(latent)
    found = Measures(
        predictions, possible, confidence, loss, q, z, l1, measures.geometry(latent), int((~latent.any(1)).sum()))
    voting = clean and asked.get("knnAccuracy", False)
    if tapped or voting:
        support = images.train[: asked["supportSamples"] or len(images.train)]
        labels = images.train_labels[: len(support)]
        _, support_latent, support_taps = evaluate(network, images, support, tapped, batch)
        for features, queries in zip(support_taps, taps):
            found.probes.append(measures.vote(features, labels, queries, experiment.classes, margins))
    if voting:
        support_units, units = measures.unit(support_latent), measures.unit(latent)
        found.nearest = measures.vote(support_units, labels, units, experiment.classes, margins)
        found.support_zero_latents = int((~support_latent.any(1)).sum())
    return found


def evaluate(network, images, pixels, tapped, batch):
    parts = [network.evaluate(images.normalised(pixels[i : i + batch]), tapped) for i in range(0, len(pixels), batch)]
    logits, latents, taps = zip(*parts)
    return np.concatenate(logits), np.concatenate(latents), [np.concatenate(tap) for tap in zip(*taps)]


def augmented_support(experiment):
    return experiment.request["measurement"].get("supportAugmentation") not in (None, "none")


class Recomputation:
    """One experiment's comparison of stored with computed."""

    def __init__(self, experiment, images, stored, margins):
        self.experiment = experiment
        self.images = images
        self.stored = stored
        self.margins = margins
        self.tally = Tally()
        self.own = {}  # (variant, seed) -> predictions
        self.taken = {}  # the same, with the stored label at near ties
        self.depths = {}  # (variant, seed, name) -> stored depths by sample
        self.means = {}  # (variant, seed) -> means of q and depth as the runs' view has them

    def run(self, variant, seed, attempt, tensors, found):
        where = f"{variant} seed {seed}"
        self._samples(variant, seed, attempt, found, where)
        self._run_row(variant, seed, tensors, found, where)

    def _samples(self, variant, seed, attempt, found, where):
        at = self.experiment.position(variant)
        place = {"phase": at["phase"], "step": at["step"], "stage": at["stage"], "attempt": attempt}
        rows = self.stored.view("samples", variant=variant, seed=seed, **place)
        truth = self.images.test_labels
        self.own[variant, seed] = self.taken[variant, seed] = found.predictions
        if rows is None:
            return
        rows = rows.sort_values("sample")
        say = lambda quantity, own, near=None, **tolerance: self.tally.compare(
            quantity, rows[quantity], own, near, where=where, names="sample", **tolerance)
        say("true_label", truth)
        near = lambda sample, value: found.possible[sample, int(value)]
        equal = say("predicted_label", found.predictions, near)
        taken = rows["predicted_label"].to_numpy(dtype=int)
        may = found.possible[np.arange(len(taken)), taken]
        self.taken[variant, seed] = np.where(may, taken, found.predictions)
        say("correct", found.predictions == truth, ~equal & may)
        say("confidence", found.confidence, rtol=RTOL, atol=1e-6)
        for name in ("q", "z", "l1"):
            say(name, getattr(found, name), rtol=RTOL)
        if found.probes:
            for name, labels in (("depth_final_prediction", self.taken[variant, seed]), ("depth_true_label", truth)):
                depth, possible = found.depths(labels)
                self.depths[variant, seed, name] = rows[name].to_numpy(dtype=float)
                least = 1 if name == "depth_true_label" else 0
                say(name, np.maximum(depth, least), lambda sample, value, possible=possible, least=least:
                    possible(sample, int(value)) or (least == 1 and value == 1 and possible(sample, 0)))

    def _run_row(self, variant, seed, tensors, found, where):
        rows = self.stored.view("runs", variant=variant, seed=seed)
        if rows is None or rows.empty:
            return
        row = rows.iloc[0]
        truth, count = self.images.test_labels, len(self.images.test_labels)
        own, taken = self.own[variant, seed], self.taken[variant, seed]
        edges = measures.on_an_edge(found.confidence, self.margins).sum()
        values = {
            "accuracy": ((own == truth).mean(), (taken == truth).mean(), EXACT),
            "loss": (found.loss, None, RTOL),
            "sparsity": (self.experiment.sparsity(tensors), None, EXACT),
            "scored_samples": (np.isfinite(found.q).sum(), None, 0),
            "mean_q": (np.nanmean(found.q), None, RTOL),
            "mean_z": (np.nanmean(found.z), None, RTOL),
            "mean_l1": (np.nanmean(found.l1), None, RTOL),
            "zero_latents": (found.zero_latents, None, 0),
        }
        if found.nearest:
            values["support_zero_latents"] = (found.support_zero_latents, None, 0)
        self._bounded(row, "ece", measures.calibration_error(found.confidence, own == truth),
                      2 * edges / count + (own != taken).sum() / count, where, RTOL)
        for name, value in found.geometry.items():
            if self.experiment.request["measurement"].get("geometry", False):
                self._bounded(row, name, value, 0, where, RTOL)
        if found.nearest:
            unsure = (found.nearest.possible.sum(1) > 1).sum()
            self._bounded(row, "knn_accuracy", (found.nearest.labels == truth).mean(), unsure / count, where, EXACT)
        if found.probes:
            for name, labels in (("depth_final_prediction", taken), ("depth_true_label", truth)):
                depth = np.maximum(found.depths(labels)[0], 1 if name == "depth_true_label" else 0)
                stored = self.depths.get((variant, seed, name), depth)  # compared above, sample by sample
                values["mean_" + name] = (depth.mean(), stored.mean(), EXACT)
        self._single("runs", row, values, where)
        self._layers(variant, seed, tensors, where)
        self.means[variant, seed] = {name: row[name] for name in row.index if name.startswith("mean_")}
        known = {*values, *found.geometry, "ece", "knn_accuracy"}
        self.tally.leave("v1_runs", set(row.index) - known - NO_MEASUREMENT)

    def _layers(self, variant, seed, tensors, where):
        rows = self.stored.view("layers", variant=variant, seed=seed)
        if rows is None or rows.empty:
            return
        for column, of in (("weights", lambda t: t.numel()), ("zeros", lambda t: int((t == 0).sum()))):
            own = [of(tensors[name]) for name in rows["name"]]
            self.tally.compare(f"layers.{column}", rows[column], own, where=where, names="layer")

    def _bounded(self, row, name, own, slack, where, rtol):
        """A summary that near ties can move by so much at most."""
        if name in row.index:
            self.tally.compare(f"runs.{name}", row[name], own, lambda _, value: abs(value - own) <= slack + rtol, rtol, where=where)

    def _single(self, view, row, values, where):
        for name, (own, taken, rtol) in values.items():
            if name in row.index:
                near = None if taken is None else lambda _, value, taken=taken, rtol=rtol: np.isclose(
                    value, taken, rtol=rtol, atol=EXACT, equal_nan=True)
                self.tally.compare(f"{view}.{name}", row[name], own, near, rtol, EXACT if rtol else 0, where)

    def compare(self):
        """Every pruned variant with its baseline."""
        for variant, of in self.experiment.variants.items():
            if of.get("baseline") is None:
                continue
            seeds = sorted(seed for name, seed in self.own if name == variant and (of["baseline"], seed) in self.own)
            if seeds:
                self._compare(variant, of["baseline"], seeds)

    def _compare(self, variant, baseline, seeds):
        own, taken = (
            Comparison(seeds, *(np.stack([of[name, seed] for seed in seeds]) for name in (baseline, variant)),
                       self.images.test_labels, self.experiment.classes)
            for of in (self.own, self.taken))
        rows = self.stored.view("comparisons", variant=variant)
        if rows is not None and not rows.empty:
            row, also = rows.iloc[0], taken.summary()
            values = {name: (value, also[name], EXACT) for name, value in own.summary().items()}
            values.update(self._means_of(variant, baseline, seeds))
            self._single("comparisons", row, values, variant)
            self.tally.leave("v1_comparisons", set(row.index) - set(values) - NO_MEASUREMENT)
        for view, key, mine, other in (
            ("exemplars", "sample", own.exemplars(), taken.exemplars()), ("classes", "label", own.by_class(), taken.by_class())):
            rows = self.stored.view(view, variant=variant)
            if rows is None:
                continue
            rows = rows.sort_values(key)
            for name, value in mine.items():
                if name in rows:
                    near = np.isclose(rows[name].to_numpy(dtype=float), other[name].astype(float), rtol=1e-6, atol=EXACT, equal_nan=True)
                    self.tally.compare(f"{view}.{name}", rows[name], value, near, 1e-6, EXACT, variant, key)
            self.tally.leave(f"v1_{view}", set(rows.columns) - set(mine) - NO_MEASUREMENT)

    def _means_of(self, variant, baseline, seeds):
        """Means over seeds of means that were compared above, run by run."""
        values = {}
        for side, name in (("dense", baseline), ("pruned", variant)):
            runs = [self.means.get((name, seed), {}) for seed in seeds]
            for of in ("mean_q", "mean_z", "mean_l1"):
                if all(of in run for run in runs):
                    values[f"{side}_{of}"] = (np.mean([run[of] for run in runs]), None, EXACT)
            for of in ("mean_depth_final_prediction", "mean_depth_true_label"):
                deep = [run[of] for seed, run in zip(seeds, runs) if run and self.experiment.measures_depth_of(seed)]
                if deep and not augmented_support(self.experiment):
                    values[f"{side}_{of}"] = (np.mean(deep), None, EXACT)
        return values


# Columns that name things, or say when and where something was done.
NO_MEASUREMENT = set("""experiment variant baseline seed seeds state due attempt phase step stage checkpoint measured_at computed_at duration_millis
    samples sample true_label label class failure_reason failure_detail updates_beyond_baseline last_learning support_samples depth_n definition
    positions position""".split())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("artifacts")
    parser.add_argument("data_sets")
    parser.add_argument("experiment")
    parser.add_argument("stored")
    parser.add_argument("--batch", type=int, default=250, help="images that go through a network at a time")
    parser.add_argument("--precision", choices=("single", "double"), default="single", help="of the networks")
    parser.add_argument("--most", type=int, default=50, help="near ties and differences that are listed")
    for name, value in vars(Margins()).items():
        parser.add_argument(f"--{name}-margin", type=float, default=value, help=f"default {value}")
    arguments = parser.parse_args()
    torch.use_deterministic_algorithms(True)

    experiment = Experiment(arguments.artifacts, arguments.experiment)
    margins = Margins(arguments.logit_margin, arguments.distance_margin, arguments.confidence_margin)
    images = Images(arguments.data_sets, experiment.request)
    precision = {"single": torch.float32, "double": torch.float64}[arguments.precision]
    stored = open_stored(arguments.stored, experiment.id)
    again = Recomputation(experiment, images, stored, margins)
    missing = []
    for variant, seed in experiment.runs():
        checkpoint = experiment.checkpoint(variant, seed)
        if checkpoint is None:
            missing.append(f"{variant} seed {seed}")
            continue
        attempt, tensors = checkpoint
        found = measure(experiment, images, tensors, seed, margins, arguments.batch, precision)
        again.run(variant, seed, attempt, tensors, found)
        print(f"computed {variant} seed {seed}", file=sys.stderr)
    again.compare()
    print(f"experiment {experiment.id}: {len(again.own)} checkpoints, {len(images.test)} test images")
    print(again.tally.text(arguments.most))
    for run in missing:
        print(f"no checkpoint: {run}")
    if augmented_support(experiment):
        print("prediction depth was not computed: its support images are augmented")
    return 1 if again.tally.differences or not again.tally.rows or missing else 0


if __name__ == "__main__":
    sys.exit(main())
