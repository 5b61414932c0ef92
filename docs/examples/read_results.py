#!/usr/bin/env python3
"""Reads an experiment's results: the views, an export and a checkpoint.

    read_results.py GATEWAY DATABASE ARTIFACTS EXPERIMENT

such as http://127.0.0.1:8080 postgresql://prunescope:PASSWORD@127.0.0.1:15432/prunescope data/artifacts ID;
`./prunescope up` prints the first two addresses and where the password is; artifacts are in its data folder.
Needs pandas, pyarrow, psycopg and safetensors.
"""
import io
import pathlib
import sys
import urllib.request

import pandas as pd
import psycopg
from safetensors.numpy import load_file


def view(connection, name, experiment, order):
    """A view's rows of one experiment."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from results.v1_{name} where experiment = %s order by {order}", [experiment])
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])


def sparsity_by_layer(checkpoint):
    """Share of zeros of every weight that pruning may take, in a checkpoint's file."""
    weights = {name: tensor for name, tensor in load_file(checkpoint).items()
               if name.startswith(("encoder.", "fc.")) and tensor.ndim > 1}
    return pd.Series({name: float((tensor == 0).mean()) for name, tensor in weights.items()}, name="sparsity")


def main(gateway, database, artifacts, experiment):
    pd.set_option("display.width", 160, "display.max_columns", None)
    with psycopg.connect(database) as connection:
        variants = view(connection, "variants", experiment, "ordinal")
        print(variants[["variant", "sparsity", "n", "accuracy_mean", "accuracy_low", "accuracy_high", "pies"]])
        exemplars = view(connection, "exemplars", experiment, "taxicab desc, variant, sample")
        columns = ["variant", "sample", "true_label", "dense_label", "pruned_label", "taxicab"]
        print("\nforgotten most clearly:", exemplars.loc[exemplars["pie"], columns].head(10), sep="\n")
        runs = view(connection, "runs", experiment, "variant, seed")

    with urllib.request.urlopen(f"{gateway}/api/v1/experiments/{experiment}/export/samples.parquet") as response:
        samples = pd.read_parquet(io.BytesIO(response.read()))
    accuracy = samples.groupby(["variant", "seed"])["correct"].mean()
    print("\naccuracy by run, from the export:", accuracy.unstack(), sep="\n")

    last = runs[runs["state"] == "measured"].iloc[-1]
    print(f"\n{last['variant']}, seed {last['seed']}, layer by layer:")
    print(sparsity_by_layer(pathlib.Path(artifacts) / last["checkpoint"]))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
