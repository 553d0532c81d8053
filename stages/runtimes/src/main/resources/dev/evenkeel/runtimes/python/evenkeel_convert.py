"""Exports a logged model to formats that need no Python, and hands out rows to compare by.

Writes candidates, best first, and `result.json` into its working directory.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import evenkeel_model

SAMPLE_ROWS = 1000


def booster(model):
    """The trees inside of an estimator, when it is nothing else."""
    kind = type(model).__module__.split(".")[0]
    if kind == "xgboost" and hasattr(model, "get_booster"):
        with open("model.ubj", "wb") as file:
            file.write(model.get_booster().save_raw("ubj"))
        return [{"file": "model.ubj", "format": "xgboost-ubj"}]
    if kind == "lightgbm" and hasattr(model, "booster_"):
        with open("model.txt", "w") as file:
            file.write(model.booster_.model_to_string())
        return [{"file": "model.txt", "format": "lightgbm-text"}]
    return []


def graphs(model, facts, failures):
    """One graph that computes in doubles, as scikit-learn does, and one in floats."""
    from skl2onnx import to_onnx

    foreign()
    candidates = []
    for number in ("double", "float"):
        try:
            graph = to_onnx(
                model,
                initial_types=inputs(facts, number),
                options={"zipmap": False} if hasattr(model, "classes_") else None,
            )
        except Exception as error:
            failures.append("%s graph: %s" % (number, evenkeel_model.told(error)))
            continue
        rename(graph.graph, facts)
        name = "converted-%s.onnx" % number
        with open(name, "wb") as file:
            file.write(graph.SerializeToString())
        candidates.append({"file": name, "format": "onnx"})
    return candidates


def rename(graph, facts):
    """Gives the inputs the names of the columns, which the exporter bends: `living_area`."""
    if facts["matrix"] or len(graph.input) != len(facts["columns"]):
        return
    names = {}
    for given, column in zip(graph.input, facts["columns"]):
        names[given.name] = column
        given.name = column
    for node in graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = names.get(name, name)


def inputs(facts, number):
    from skl2onnx.common.data_types import (
        BooleanTensorType,
        DoubleTensorType,
        FloatTensorType,
        Int64TensorType,
        StringTensorType,
    )

    real = DoubleTensorType if number == "double" else FloatTensorType
    if facts["matrix"]:
        return [("X", real([None, len(facts["columns"])]))]
    kinds = {"string": StringTensorType, "boolean": BooleanTensorType}
    if mixed(facts):
        kinds.update({"long": Int64TensorType, "integer": Int64TensorType})
    types = facts["types"]
    return [(name, kinds.get(types[name], real)([None, 1])) for name in facts["columns"]]


def mixed(facts):
    """Whether columns stay apart; joined into one matrix they need one type."""
    return any(kind == "string" for kind in facts["types"].values())


def foreign():
    """Trees of others inside of a pipeline, when their converters are installed."""
    try:
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
        from skl2onnx import update_registered_converter
        from skl2onnx.common.shape_calculator import (
            calculate_linear_classifier_output_shapes as classes,
            calculate_linear_regressor_output_shapes as numbers,
        )
    except ImportError:
        return
    choices = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    try:
        import xgboost

        update_registered_converter(
            xgboost.XGBClassifier, "XGBClassifier", classes, convert_xgboost, options=choices
        )
        update_registered_converter(xgboost.XGBRegressor, "XGBRegressor", numbers, convert_xgboost)
    except ImportError:
        pass
    try:
        import lightgbm

        update_registered_converter(
            lightgbm.LGBMClassifier, "LGBMClassifier", classes, convert_lightgbm, options=choices
        )
        update_registered_converter(
            lightgbm.LGBMRegressor, "LGBMRegressor", numbers, convert_lightgbm
        )
    except ImportError:
        pass


def sample(facts):
    """Rows of the training data, when the folder has some."""
    path = facts["reference"]
    if not path:
        return
    import pandas

    rows = pandas.read_parquet(path) if path.endswith(".parquet") else pandas.read_csv(path)
    rows = rows[facts["columns"]]
    rows = rows.sample(min(SAMPLE_ROWS, len(rows)), random_state=1)
    with open("sample.json", "w") as file:
        file.write(rows.to_json(orient="split", index=False))


def main(path):
    with open(path) as file:
        facts = json.load(file)
    failures = []
    candidates = []
    try:
        if facts["loader"] == "pyfunc":
            raise evenkeel_model.Refused("a model of its own code has no other form")
        model = evenkeel_model.load(facts).model
        candidates = booster(model)
        if not candidates:
            candidates = graphs(model, facts, failures)
    except BaseException as error:
        failures.append(evenkeel_model.told(error))
    try:
        sample(facts)
    except Exception as error:
        failures.append("sample of the training data: " + evenkeel_model.told(error))
    with open("result.json", "w") as file:
        json.dump({"candidates": candidates, "failures": failures}, file)


if __name__ == "__main__":
    main(sys.argv[1])
