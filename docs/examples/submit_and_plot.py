#!/usr/bin/env python3
"""Submits an experiment, waits for it, prints its variants and plots what pruning costs.

    submit_and_plot.py GATEWAY EXPERIMENT.json PLOT.png

such as http://127.0.0.1:8080 my-experiment.json accuracy.png. A gateway that asks for a key takes it from
$PRUNESCOPE_KEY. Needs requests, pandas and matplotlib.
"""
import io
import json
import os
import sys
import time

import matplotlib
import pandas as pd
import requests

matplotlib.use("Agg")


def session():
    """Asks with the key, where there is one."""
    asker = requests.Session()
    if "PRUNESCOPE_KEY" in os.environ:
        asker.headers["Authorization"] = "Bearer " + os.environ["PRUNESCOPE_KEY"]
    return asker


def answer(response):
    """The answer's JSON; a problem's own words where it is refused."""
    if not response.ok:
        sys.exit(f"{response.status_code}: {response.json().get('detail', response.text)}")
    return response.json()


def wait(asker, experiment):
    """Returns when nothing more will change."""
    while True:
        status = answer(asker.get(experiment))
        print(f"{status['updatesMade']} of {status['updates']} updates, {status['runsByState']}", flush=True)
        if status["complete"]:
            return
        time.sleep(2)


def main(gateway, request, plot):
    asker = session()
    with open(request) as file:
        submitted = answer(asker.post(f"{gateway}/api/v1/experiments", json=json.load(file)))
    experiment = f"{gateway}/api/v1/experiments/{submitted['id']}"
    wait(asker, experiment)

    variants = pd.read_csv(io.StringIO(asker.get(f"{experiment}/export/variants.csv").text))
    print(variants[["variant", "sparsity", "n", "accuracy_mean", "pies"]])
    axes = variants.plot.scatter(x="sparsity", y="accuracy_mean", yerr="accuracy_sd")
    axes.set_ylabel("test accuracy, mean and standard deviation over seeds")
    axes.figure.savefig(plot)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
