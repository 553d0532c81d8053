"""What the served models answer, worked out without the server, and what all scripts share."""

import json
import pathlib
import sys

import numpy as np

URL = sys.argv[1]
AUTHORITY = URL.removeprefix("http://")
GRAPHS = pathlib.Path(sys.argv[2])

TREES = "churn"
CLASSES = "classes"
MATRIX = "matrix"
HOMES = "homes"
NOBODY = "no-such-model"
MODELS = 5

# The trees look at `x` alone, and split it at 0.5.
ROWS = np.array([[0.0, 3.0], [1.5, -2.0], [0.5, 0.0]], dtype=np.float32)


def _softmax(margins):
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def churn(rows):
    """Log-odds of -1 or 1."""
    leaves = 1 / (1 + np.exp(-np.where(rows[:, 0] < 0.5, -1.0, 1.0)))
    return np.stack([1 - leaves, leaves], axis=1)


def churn_labels(rows):
    return np.array(["stays", "leaves"])[churn(rows).argmax(axis=1)]


def classes(rows):
    """Margins of -1, -2 and -3, or of 1 for each class."""
    below = np.array([-1.0, -2.0, -3.0])
    return _softmax(np.where(rows[:, :1] < 0.5, below, np.ones(3)))


def graph(name):
    """Rows, and what Python answered to them: of the graph's classes, the probabilities."""
    stored = json.loads((GRAPHS / (name + ".json")).read_text())
    labels = np.array(stored["labels"])
    probabilities = np.array(stored["outputs"], dtype=np.float32)
    return stored["rows"], labels, probabilities


def matrix():
    rows, labels, probabilities = graph("matrix")
    return np.array(rows, dtype=np.float32), labels, probabilities


def homes():
    """One array for each column of the graph, and what Python answered."""
    rows, labels, probabilities = graph("pipeline")
    columns = {
        "area": np.array([[row["area"]] for row in rows], dtype=np.float32),
        "rooms": np.array([[row["rooms"]] for row in rows], dtype=np.int64),
        "wall": np.array([[row["wall"].encode()] for row in rows], dtype=object),
        "garden": np.array([[row["garden"]] for row in rows], dtype=np.bool_),
    }
    return columns, labels, probabilities


def close(got, expected, dtype=np.float32):
    """The type too, since clients compute on with it."""
    assert got.dtype == dtype, f"{got.dtype} and not {dtype}"
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


def texts(got):
    return [one.decode() if isinstance(one, bytes) else one for one in np.ravel(got)]


def refused(call, kind, *words):
    """The client's own exception, with the server's words."""
    try:
        answer = call()
    except kind as e:
        said = str(e)
        assert all(word in said for word in words), f"`{said}` lacks one of {words}"
        return e
    raise AssertionError(f"accepted: {answer}")
