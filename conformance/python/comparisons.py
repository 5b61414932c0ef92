"""Comparisons of a pruned population with its baseline, in NumPy and SciPy."""
import itertools

import numpy as np
from scipy import stats


EXHAUSTIVE = 1000  # greatest number of exchanges that are all looked at


def one_hot(predictions, classes):
    """predictions [network, sample] -> votes [network, sample, label]."""
    return (predictions[:, :, None] == np.arange(classes)).astype(int)


def votes(predictions, classes):
    """predictions [network, sample] -> counts [sample, label]."""
    return np.stack([(predictions == label).sum(0) for label in range(classes)], axis=1)


def modal(counts, largest):
    """Most frequent label by sample; equal votes to the largest or the smallest label."""
    return counts.shape[1] - 1 - counts[:, ::-1].argmax(1) if largest else counts.argmax(1)


def mean_over_seeds(values):
    """(mean, sd, low, high) with the 95 % t-interval; NaN where one value has none."""
    values = np.asarray(values, dtype=float)
    mean = values.mean()
    if len(values) < 2:
        return mean, np.nan, np.nan, np.nan
    sd = values.std(ddof=1)
    half = stats.t.ppf(0.975, len(values) - 1) * sd / np.sqrt(len(values))
    return mean, sd, mean - half, mean + half


class Comparison:
    """One pruned population against its baseline, on common seeds; predictions are [network, sample] in the order of `seeds`."""

    def __init__(self, seeds, dense, pruned, truth, classes):
        self.seeds = seeds
        self.truth = truth
        self.classes = classes
        self.sides = {"dense": dense, "pruned": pruned}
        self.counts = {side: votes(labels, classes) for side, labels in self.sides.items()}

    def exemplars(self):
        """Columns of results.v1_exemplars, by sample."""
        dense, pruned = self.counts["dense"], self.counts["pruned"]
        columns = {}
        for suffix, largest in (("", False), ("_largest", True)):
            columns[f"dense_label{suffix}"] = modal(dense, largest)
            columns[f"pruned_label{suffix}"] = modal(pruned, largest)
            columns[f"pie{suffix}"] = columns[f"dense_label{suffix}"] != columns[f"pruned_label{suffix}"]
        columns["taxicab"] = np.abs(pruned / len(self.seeds) - dense / len(self.seeds)).sum(1)
        for side, counts in self.counts.items():
            columns[f"{side}_agreement"] = counts.max(1) / len(self.seeds)
        return columns

    def summary(self):
        """Columns of results.v1_comparisons that follow from predictions."""
        exemplars = self.exemplars()
        pies = exemplars["pie"]
        accuracy = {side: (labels == self.truth).mean(1) for side, labels in self.sides.items()}
        columns = {
            "n": len(self.seeds),
            "pies_smallest_label": int(pies.sum()),
            "pies_largest_label": int(exemplars["pie_largest"].sum()),
            "mean_taxicab": exemplars["taxicab"].mean(),
        }
        interval = mean_over_seeds(accuracy["pruned"] - accuracy["dense"])
        for suffix, value in zip(("", "_sd", "_low", "_high"), interval):
            columns["accuracy_difference" + suffix] = value
        for side, labels in self.sides.items():
            columns[f"{side}_accuracy"] = accuracy[side].mean()
            for name, members in (("pies", pies), ("others", ~pies)):
                right = (labels == self.truth)[:, members]
                columns[f"{side}_accuracy_on_{name}"] = right.mean() if members.any() else np.nan
        columns.update(self.floor() if 2 ** len(self.seeds) <= EXHAUSTIVE else {})
        return columns

    def floor(self):
        """The noise floor where every exchange of dense and pruned networks within seeds can be looked at: quantiles as NumPy's."""
        dense, pruned = (one_hot(labels, self.classes) for labels in self.sides.values())
        exchanges = np.array(list(itertools.product((0, 1), repeat=len(self.seeds))))
        found = {"": [], "_largest": [], "_taxicab": []}
        for exchange in exchanges:
            moved = exchange[:, None, None].astype(bool)
            one, other = (np.where(moved, *pair).sum(0) for pair in ((pruned, dense), (dense, pruned)))
            found[""].append((modal(one, False) != modal(other, False)).sum())
            found["_largest"].append((modal(one, True) != modal(other, True)).sum())
            found["_taxicab"].append(np.abs(one - other).sum())
        columns = {"floor_arrangements": len(exchanges), "floor_exhaustive": True}
        for name, values in found.items():
            scale = len(self.seeds) * len(self.truth) if name == "_taxicab" else 1
            low, high = np.quantile(values, (0.025, 0.975)) / scale
            p = np.mean(np.array(values) >= values[0])  # the first exchanges nobody
            columns.update({f"floor{name}_mean": np.mean(values) / scale, f"floor{name}_low": low, f"floor{name}_high": high, f"floor{name}_p": p})
        return columns

    def by_class(self):
        """Columns of results.v1_classes, by class: Welch's test of recall minus the population's accuracy."""
        present = [label for label in range(self.classes) if (self.truth == label).any()]
        recalls = {side: self._recalls(labels) for side, labels in self.sides.items()}
        relative = {side: recalls[side] - (labels == self.truth).mean() for side, labels in self.sides.items()}
        columns = {name: np.full(self.classes, np.nan) for name in ("t", "p", "adjusted_p")}
        for side in self.sides:
            columns[f"{side}_recall"] = recalls[side].mean(0)
        pies = self.exemplars()["pie"]
        columns["pies"] = np.array([(pies & (self.truth == label)).sum() for label in range(self.classes)])
        columns["recall_difference"] = relative["pruned"].mean(0) - relative["dense"].mean(0)
        tested = [label for label in present if len(self.seeds) > 1 and any(np.ptp(r[:, label]) > 0 for r in recalls.values())]
        for label in tested:
            test = stats.ttest_ind(relative["pruned"][:, label], relative["dense"][:, label], equal_var=False)
            columns["t"][label], columns["p"][label] = test.statistic, test.pvalue
        if tested:
            columns["adjusted_p"][tested] = stats.false_discovery_control(columns["p"][tested])
        return columns

    def _recalls(self, labels):
        recalls = np.full((len(labels), self.classes), np.nan)
        for label in range(self.classes):
            members = self.truth == label
            if members.any():
                recalls[:, label] = (labels[:, members] == label).mean(1)
        return recalls
