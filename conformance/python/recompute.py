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
from experiment import Experiment, Images
from measures import Margins, Measures
from networks import Network
from recomputation import Recomputation
from stored import open_stored


def measure(experiment, images, tensors, seed, margins, batch, precision):
    """All numbers of one checkpoint."""
    asked = experiment.request["measurement"]
    clean = not experiment.augments_support()
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
    again.overlaps()
    again.pie_labels()
    print(f"experiment {experiment.id}: {len(again.own)} checkpoints, {len(images.test)} test images")
    print(again.tally.text(arguments.most))
    for run in missing:
        print(f"no checkpoint: {run}")
    if experiment.augments_support():
        print("prediction depth was not computed: its support images are augmented")
    return 1 if again.tally.differences or not again.tally.rows or missing else 0


if __name__ == "__main__":
    sys.exit(main())
