"""Measurements of one checkpoint, as SciPy, NumPy and scikit-learn give them, with what rounding could change.

Networks are computed in single precision, and another order of their sums rounds otherwise: a value that lies on an edge may fall to either side. Every
measure of labels comes with the set of labels that lie within the margins; anything else is no near tie. All that is not a network is in double.
"""
from dataclasses import dataclass, field

import numpy as np
from scipy.special import logsumexp
from sklearn.neighbors import NearestNeighbors

NEIGHBOURS = 30
SPARE = 34  # further neighbours that are looked at for near ties
BINS = 15


@dataclass
class Margins:
    """Within which two values count as a near tie."""

    logit: float = 1e-3  # between two logits of one sample
    distance: float = 1e-5  # between two distances, in units of the query's L2 norm
    confidence: float = 1e-5  # between a confidence and a bin's edge


@dataclass
class Measures:
    """Numbers of one checkpoint by sample, and their summaries."""

    predictions: np.ndarray
    possible: np.ndarray  # [sample, label]: which predictions are within the margin
    confidence: np.ndarray
    loss: float
    q: np.ndarray
    z: np.ndarray
    l1: np.ndarray
    geometry: dict
    zero_latents: int
    nearest: "Votes" = None  # of the L2-normalised latents; None where not asked for
    support_zero_latents: int = 0
    probes: list = field(default_factory=list)  # [Votes] of the taps; none where not asked for

    def depths(self, labels):
        """(smallest l such that the probes from l on give these labels, whether a depth d is possible as a function of d)."""
        agrees = np.stack([probe.labels == labels for probe in self.probes])
        may_agree = np.stack([probe.possible[np.arange(len(labels)), labels] for probe in self.probes])
        may_differ = np.stack([
            probe.possible.sum(1) - probe.possible[np.arange(len(labels)), labels] > 0 for probe in self.probes])
        count = len(self.probes)
        depth = np.where(agrees.all(0), 0, count - np.argmax(~agrees[::-1], axis=0))

        def possible(sample, stored):
            if not 0 <= stored <= count:
                return False
            after = may_agree[stored:, sample].all()
            return after and (stored == 0 or may_differ[stored - 1, sample])

        return depth, possible


@dataclass
class Votes:
    """Labels by majority of the nearest neighbours; `possible` [sample, label] are those that near ties allow."""

    labels: np.ndarray
    possible: np.ndarray


def classify(logits, truth, margins):
    """Predictions, those within the margin, confidences and mean cross-entropy."""
    predictions = logits.argmax(1)
    possible = logits >= logits.max(1, keepdims=True) - margins.logit
    log_shares = logits - logsumexp(logits, axis=1, keepdims=True)
    confidence = np.exp(log_shares.max(1))
    return predictions, possible, confidence, float(-log_shares[np.arange(len(truth)), truth].mean())


def calibration_error(confidence, correct):
    """Guo et al. 2017: 15 equal bins (a, b] of confidence; weighted mean of |accuracy - confidence|."""
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    error = 0.0
    for number in range(BINS):
        members = bins == number
        if members.any():
            error += members.mean() * abs(correct[members].mean() - confidence[members].mean())
    return error


def on_an_edge(confidence, margins):
    """Which confidences lie within the margin of a bin's edge."""
    scaled = confidence * BINS
    return np.abs(scaled - np.round(scaled)) <= margins.confidence * BINS


def scores(latent):
    """Q, z and L1 norm of each row; NaN where the row has no norm or no spread."""
    norm = np.linalg.norm(latent, axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        rows = latent / norm
        z = (rows.max(1) - rows.mean(1)) / rows.std(1)
        l1 = np.abs(rows).sum(1)
    flat = latent.max(1) == latent.min(1)
    z[flat] = l1[flat] = np.nan
    return z / l1, z, l1


def unit(rows):
    """Rows of norm 1; one without direction stays at the origin."""
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norm, out=np.zeros_like(rows), where=norm > 0)


def geometry(latent):
    """RankMe (Garrido et al. 2023) and uniformity (Wang and Isola 2020, t = 2) of the latents."""
    singular = np.linalg.svd(latent, compute_uv=False)
    shares = singular / singular.sum() + 1e-7
    normalised = unit(latent)
    lengths = (normalised ** 2).sum(1)
    total, pairs = 0.0, len(latent) * (len(latent) - 1) // 2
    for first in range(0, len(latent), 1000):
        block = normalised[first : first + 1000]
        squared = np.maximum(lengths[first : first + 1000, None] + lengths - 2 * block @ normalised.T, 0)
        later = np.arange(len(latent))[None, :] > np.arange(first, first + len(block))[:, None]
        total += np.exp(-2 * squared[later]).sum()
    return {"rank_me": float(np.exp(-(shares * np.log(shares)).sum())), "uniformity": float(np.log(total / pairs))}


def vote(support, support_labels, queries, classes, margins):
    """Majority of the 30 nearest by Euclidean distance; equal distances: lowest index; equal votes: smallest label."""
    k = min(NEIGHBOURS, len(support))
    searched = NearestNeighbors(n_neighbors=min(k + SPARE, len(support)), algorithm="brute").fit(support)
    candidates = searched.kneighbors(queries, return_distance=False)
    labels = np.empty(len(queries), dtype=np.int64)
    possible = np.empty((len(queries), classes), dtype=bool)
    for first in range(0, len(queries), 1000):
        part = candidates[first : first + 1000]
        # Search works by products, which lose digits of small distances: these are exact to double precision.
        distances = np.linalg.norm(queries[first : first + 1000, None, :] - support[part], axis=2)
        order = np.lexsort((part, distances))
        part = np.take_along_axis(part, order, 1)
        distances = np.take_along_axis(distances, order, 1)
        margin = margins.distance * np.linalg.norm(queries[first : first + 1000], axis=1)
        counts = (support_labels[part[:, :k]][:, :, None] == np.arange(classes)).sum(1)
        labels[first : first + 1000] = counts.argmax(1)
        possible[first : first + 1000] = np.eye(classes, dtype=bool)[counts.argmax(1)]
        if part.shape[1] > k:
            for row in np.flatnonzero(distances[:, k] - distances[:, k - 1] <= margin):
                near = _possible(distances[row], support_labels[part[row]], k, margin[row], classes)
                possible[first + row] = near
    return Votes(labels, possible)


def _possible(distances, labels, k, margin, classes):
    """Which labels may win when neighbours at the k-th's distance, within the margin, may be any of those there."""
    edge = distances[k - 1]
    sure = distances < edge - margin
    unsure = ~sure & (distances <= edge + margin)
    if unsure[-1]:
        return np.ones(classes, dtype=bool)  # so many equals that not all were looked at
    votes = np.bincount(labels[sure], minlength=classes)
    spare = np.bincount(labels[unsure], minlength=classes)
    slots = k - sure.sum()
    most = votes + np.minimum(slots, spare)
    least = votes + np.maximum(0, slots - (spare.sum() - spare))
    return np.array([_may_win(most, least, label) for label in range(classes)])


def _may_win(most, least, label):
    others = np.delete(np.arange(len(most)), label)
    needed = least[others] + (others < label)
    return bool((most[label] >= needed).all())
