"""What a user would run instead of Prunescope's measurements: scikit-learn, faiss, NumPy.

A long-lived process: it reads the data of a folder once, then answers lines "TASK PEER RESULT" on
standard input. It runs the task, writes the result into the file RESULT (little-endian float64) and
answers with the seconds that the task took, or with "missing REASON". Started by
./prunescope bench measurements --peers PYTHON.

  python measurements.py FOLDER THREADS
"""
import json
import os
import sys
import time

import numpy as np


def layers(folder, shape):
    """(support, query) of each tap, float32."""
    for tap, width in enumerate(shape["widths"]):
        yield tuple(
            np.fromfile(os.path.join(folder, f"{side}-{tap}.f32"), "<f4").reshape(-1, width)
            for side in ("support", "query")
        )


class Data:
    def __init__(self, folder):
        with open(os.path.join(folder, "shape.json")) as file:
            self.shape = json.load(file)
        self.layers = list(layers(folder, self.shape))
        integers = {
            name: np.fromfile(os.path.join(folder, f"{name}.i32"), "<i4").astype(np.int64)
            for name in ("labels", "dense", "pruned")
        }
        models = self.shape["models"]
        self.labels = integers["labels"]
        self.dense = integers["dense"].reshape(models, -1)
        self.pruned = integers["pruned"].reshape(models, -1)
        self.latent = np.fromfile(os.path.join(folder, "latent.f32"), "<f4").reshape(
            -1, self.shape["latentWidth"]
        )


def depth_scikit_learn(data, threads):
    """KNeighborsClassifier as it comes; of itself it chooses brute force for features this wide."""
    from sklearn.neighbors import KNeighborsClassifier

    k = data.shape["k"]
    return np.concatenate(
        [
            KNeighborsClassifier(n_neighbors=k, n_jobs=threads).fit(s, data.labels).predict(q)
            for s, q in data.layers
        ]
    )


def depth_faiss(data, threads):
    """IndexFlatL2; the votes are counted for all queries at once, as fast as NumPy does it."""
    import faiss

    faiss.omp_set_num_threads(threads)
    votes = []
    for support, query in data.layers:
        index = faiss.IndexFlatL2(support.shape[1])
        index.add(support)
        _, neighbours = index.search(query, data.shape["k"])
        votes.append(modal(data.labels[neighbours], data.shape["classes"]))
    return np.concatenate(votes)


def depth_products_alone(data, threads):
    """The floor: the matrix products and one pass over the distances, in blocks that stay in cache."""
    nearest = []
    for support, query in data.layers:
        squares = np.einsum("ij,ij->i", support, support)
        least = np.full(len(query), np.inf, np.float32)
        out = np.empty((256, 2048), np.float32)
        for q in range(0, len(query), 256):
            block = query[q : q + 256] * np.float32(-2)
            for s in range(0, len(support), 2048):
                part = support[s : s + 2048]
                products = out[: len(block), : len(part)]
                np.matmul(block, part.T, out=products)
                products += squares[s : s + 2048]
                np.minimum(least[q : q + 256], products.min(axis=1), out=least[q : q + 256])
        nearest.append(least)
    return np.concatenate(nearest)


def modal(labels, classes):
    """The most frequent value of each row; the smallest among equals."""
    rows = np.arange(len(labels))[:, None] * classes
    counts = np.bincount((labels + rows).ravel(), minlength=len(labels) * classes)
    return counts.reshape(-1, classes).argmax(axis=1)


def pie_sample_by_sample(data, threads):
    """The published way: one bincount per sample."""
    samples = data.dense.shape[1]
    different = np.empty(samples)
    for i in range(samples):
        dense = np.bincount(np.array([model[i] for model in data.dense])).argmax()
        pruned = np.bincount(np.array([model[i] for model in data.pruned])).argmax()
        different[i] = dense != pruned
    return different


def pie_vectorised(data, threads):
    classes = data.shape["classes"]
    return modal(data.dense.T, classes) != modal(data.pruned.T, classes)


def q_row_by_row(data, threads):
    """The published way."""
    scores = []
    for _ in range(data.shape["models"]):
        for row in data.latent:
            h = row / np.linalg.norm(row)
            scores.append(((h.max() - h.mean()) / h.std()) / np.linalg.norm(h, ord=1))
    return np.array(scores)


def q_vectorised(data, threads):
    scores = []
    for _ in range(data.shape["models"]):
        h = data.latent / np.linalg.norm(data.latent, axis=1, keepdims=True)
        z = (h.max(axis=1) - h.mean(axis=1)) / h.std(axis=1)
        scores.append(z / np.abs(h).sum(axis=1))
    return np.concatenate(scores)


PEERS = {
    "depth scikit-learn": depth_scikit_learn,
    "depth faiss": depth_faiss,
    "depth products-alone": depth_products_alone,
    "pie sample-by-sample": pie_sample_by_sample,
    "pie vectorised": pie_vectorised,
    "q row-by-row": q_row_by_row,
    "q vectorised": q_vectorised,
}


def versions():
    found = [f"Python {sys.version.split()[0]}"]
    for name in ("numpy", "sklearn", "faiss"):
        try:
            found.append(f"{name} {__import__(name).__version__}")
        except ImportError:
            found.append(f"no {name}")
    return ", ".join(found)


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    data = Data(folder)
    print(versions(), flush=True)
    for line in sys.stdin:
        task, peer, result = line.split()
        try:
            begun = time.perf_counter()
            answer = PEERS[f"{task} {peer}"](data, threads)
            seconds = time.perf_counter() - begun
        except ImportError as missing:
            print(f"missing {missing}", flush=True)
            continue
        np.asarray(answer, "<f8").tofile(result)
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
