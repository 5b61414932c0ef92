"""Compares what is stored of one experiment with what was computed again, run by run and population by population."""
import numpy as np

import measures
from comparisons import Comparison
from tally import Tally

RTOL = 1e-4  # of numbers that follow from single precision
EXACT = 1e-9  # of numbers that follow from labels alone

# Columns that name things, or say when and where something was done.
NO_MEASUREMENT = set("""experiment variant baseline seed seeds state due attempt phase step stage checkpoint measured_at computed_at duration_millis
    samples sample true_label label class failure_reason failure_detail updates_beyond_baseline last_learning support_samples depth_n definition
    positions position""".split())


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
        self.scores = {}  # (variant, seed) -> columns by sample: q and the depths, as computed
        self.pies = {}  # variant -> PIEs, with the stored label at near ties
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
        self.scores[variant, seed] = {"q": found.q}
        self.own[variant, seed] = self.taken[variant, seed] = found.predictions
        if rows is None:
            return
        rows = rows.sort_values("sample")
        say = lambda quantity, own, near=None, **tolerance: self.tally.compare(
            quantity, rows[quantity], own, near, where=where, names="sample", **tolerance)
        say("true_label", truth)
        taken = rows["predicted_label"].to_numpy(dtype=int)
        inside = (taken >= 0) & (taken < self.experiment.classes)
        may = inside & found.possible[np.arange(len(taken)), np.where(inside, taken, 0)]
        equal = say("predicted_label", found.predictions, may)
        self.taken[variant, seed] = np.where(may, taken, found.predictions)
        say("correct", found.predictions == truth, ~equal & may)
        say("confidence", found.confidence, rtol=RTOL, atol=1e-6)
        for name in ("q", "z", "l1"):
            say(name, getattr(found, name), rtol=RTOL)
        if found.probes:
            for name, labels in (("depth_final_prediction", self.taken[variant, seed]), ("depth_true_label", truth)):
                depth, possible = found.depths(labels)
                least = 1 if name == "depth_true_label" else 0
                self.scores[variant, seed][name] = np.maximum(depth, least)
                self.depths[variant, seed, name] = rows[name].to_numpy(dtype=float)
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
        self.pies[variant] = taken.exemplars()["pie"]
        exemplars = own.exemplars() | self._sample_means(variant, baseline, seeds, self.scores)
        with_stored = {key: scores | {name: self.depths[*key, name] for name in scores if (*key, name) in self.depths}
                       for key, scores in self.scores.items()}
        exemplars_taken = taken.exemplars() | self._sample_means(variant, baseline, seeds, with_stored)
        for view, key, mine, other in (
            ("exemplars", "sample", exemplars, exemplars_taken), ("classes", "label", own.by_class(), taken.by_class())):
            rows = self.stored.view(view, variant=variant)
            if rows is None:
                continue
            rows = rows.sort_values(key)
            for name, value in mine.items():
                if name in rows:
                    rtol = RTOL if name.endswith("_q") else 1e-6
                    near = np.isclose(rows[name].to_numpy(dtype=float), other[name].astype(float), rtol, EXACT, equal_nan=True)
                    self.tally.compare(f"{view}.{name}", rows[name], value, near, rtol, EXACT, variant, key)
            self.tally.leave(f"v1_{view}", set(rows.columns) - set(mine) - NO_MEASUREMENT)

    def _sample_means(self, variant, baseline, seeds, scores):
        """Means over networks by sample, of the seeds that have the quantity on both sides."""
        columns = {}
        for name in ("q", "depth_final_prediction", "depth_true_label"):
            both = [seed for seed in seeds if all(name in scores.get((of, seed), {}) for of in (variant, baseline))]
            for side, of in (("dense", baseline), ("pruned", variant)):
                if both:
                    values = np.stack([scores[of, seed][name] for seed in both]).astype(float)
                    counts = np.isfinite(values).sum(0)
                    sums = np.nansum(values, 0)
                    columns[f"{side}_{name}"] = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
        return columns

    def overlaps(self):
        """What PIE sets have in common, once all are known."""
        for variant, pies in self.pies.items():
            rows = self.stored.view("overlaps", variant=variant)
            if rows is None:
                return
            for _, row in rows.iterrows():
                other = self.pies[row["other"]]
                either = (pies | other).sum()
                values = {"pies": pies.sum(), "other_pies": other.sum(), "common": (pies & other).sum(),
                          "jaccard": (pies & other).sum() / either if either else np.nan}
                self._single("overlaps", row, {name: (value, None, EXACT) for name, value in values.items()}, f"{variant} and {row['other']}")

    def pie_labels(self):
        """PIEs by their three labels."""
        for variant, pies in self.pies.items():
            rows, exemplars = (self.stored.view(view, variant=variant) for view in ("pie_labels", "exemplars"))
            if rows is None or exemplars is None:
                return
            labels = ["true_label", "dense_label", "pruned_label"]
            counted = exemplars.sort_values("sample")[pies].groupby(labels).size()
            self.tally.compare("pie_labels.pies", rows.sort_values(labels)["pies"], counted.to_numpy(), where=variant, names="combination")

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
                if deep and not self.experiment.augments_support():
                    values[f"{side}_{of}"] = (np.mean(deep), None, EXACT)
        return values
