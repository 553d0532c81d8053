"""Loads a logged model and asks it. Needs what the model itself needs, and no MLflow for scikit-learn."""

import os
import pickle
import sys


class Refused(Exception):
    """A failure that people can put right; its text is shown as it is."""


def load(facts):
    """The model that `facts` describe: the loader, its file, the folder of its own code."""
    for folder in facts["code"]:
        sys.path.insert(0, folder)
    if facts["loader"] == "pyfunc":
        return Pyfunc(facts)
    return Estimator(unpickled(facts["file"]), facts)


def unpickled(path):
    if path.endswith(".skops"):
        from skops import io

        return io.load(path, trusted=io.get_untrusted_types(file=path))
    if path.endswith(".joblib"):
        import joblib

        return joblib.load(path)
    try:
        import cloudpickle as unpickler
    except ImportError:
        unpickler = pickle
    with open(path, "rb") as file:
        try:
            return unpickler.load(file)
        except (pickle.UnpicklingError, KeyError, IndexError, EOFError):
            # What joblib wrote looks like a pickle at first.
            import joblib

            return joblib.load(path)


def label(value):
    """A class as Evenkeel writes it: `true`, `1`, `good`."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def table(facts, rows, columns):
    """Columns as the model was trained with: a data frame, or a matrix.

    `columns` maps a name to a float64 array with NaN, or to a list of texts with None.
    """
    import numpy

    if facts["matrix"]:
        if not columns:
            return numpy.empty((rows, 0))
        return numpy.column_stack(list(columns.values())).astype(facts["matrix"])
    import pandas

    types = facts["types"]
    series = {}
    for name, values in columns.items():
        series[name] = typed(values, types.get(name, "double"), numpy)
    return pandas.DataFrame(series, index=range(rows))


def typed(values, kind, numpy):
    if isinstance(values, list):
        # As pandas itself reads an empty cell.
        return numpy.array([numpy.nan if v is None else v for v in values], dtype=object)
    if kind in ("long", "integer", "boolean"):
        if numpy.isnan(values).any():
            return values
        return values.astype({"long": "int64", "integer": "int32", "boolean": "bool"}[kind])
    return values.astype("float32") if kind == "float" else values


class Estimator:
    """What has scikit-learn's methods, such as LGBMClassifier, too."""

    def __init__(self, model, facts):
        self.model = model
        self.facts = facts
        one_thread(model)
        classes = found(model, "classes_")
        if isinstance(classes, list):
            raise Refused("the model answers several questions at once; Evenkeel serves one")
        self.classes = None if classes is None else [label(c) for c in classes]
        self.positions = None
        self.probable = self.classes is not None and hasattr(model, "predict_proba")
        if self.classes is not None and not self.probable:
            self.positions = {c: i for i, c in enumerate(self.classes)}

    def described(self):
        names = found(self.model, "feature_names_in_")
        width = found(self.model, "n_features_in_")
        return {
            "labels": self.classes,
            "probabilities": self.probable,
            "features": None if names is None else [str(name) for name in names],
            "width": 0 if width is None else int(width),
        }

    def predict(self, rows):
        import numpy

        if self.probable:
            return matrix(self.model.predict_proba(rows), len(rows), len(self.classes), numpy)
        answers = self.model.predict(rows)
        if self.classes is None:
            return matrix(answers, len(rows), 1, numpy)
        return certain(answers, self.positions, numpy)


class Pyfunc:
    """Any model that MLflow itself loads."""

    def __init__(self, facts):
        import mlflow.pyfunc

        self.model = mlflow.pyfunc.load_model(facts["folder"])
        self.classes = facts["labels"] or None
        self.positions = None if not self.classes else {c: i for i, c in enumerate(self.classes)}

    def described(self):
        return {"labels": self.classes, "probabilities": True, "features": None, "width": 0}

    def predict(self, rows):
        import numpy

        answers = self.model.predict(rows)
        answers = answers.to_numpy() if hasattr(answers, "to_numpy") else numpy.asarray(answers)
        if answers.ndim == 2 and answers.shape[1] == 1:
            answers = answers[:, 0]
        if self.classes is None:
            if answers.dtype.kind not in "biuf":
                raise Refused(
                    "the model answers texts and names no labels: log it with"
                    ' metadata={"labels": [...]}'
                )
            return matrix(answers, len(rows), 1, numpy)
        if answers.ndim == 2:
            return matrix(answers, len(rows), len(self.classes), numpy)
        return certain(answers, self.positions, numpy)


def found(model, name):
    """An attribute of a model, or of the steps of a pipeline."""
    try:
        return getattr(model, name)
    except AttributeError:
        return None


def matrix(answers, rows, width, numpy):
    answers = numpy.asarray(answers, dtype="float64")
    if answers.size != rows * width:
        raise Refused(
            "the model answers %s for %d rows, where %d numbers each were expected"
            % (list(answers.shape), rows, width)
        )
    return answers.reshape(rows, width)


def certain(answers, positions, numpy):
    """Probability 1 for the class that was named, since the model knows none."""
    filled = numpy.zeros((len(answers), len(positions)))
    for row, answer in enumerate(answers):
        position = positions.get(label(answer))
        if position is None:
            raise Refused("the model answers `%s`, which is none of its labels" % label(answer))
        filled[row, position] = 1
    return filled


def one_thread(model):
    """Workers run beside each other; threads of each would only wait for the others."""
    try:
        names = [n for n in model.get_params(deep=True) if n == "n_jobs" or n.endswith("__n_jobs")]
        model.set_params(**{name: 1 for name in names})
    except Exception:
        pass


def told(error):
    """What people may read of an exception: its kind and its words, no trace."""
    if isinstance(error, Refused):
        return str(error)[:2000]
    return ("%s: %s" % (type(error).__name__, error))[:2000]
