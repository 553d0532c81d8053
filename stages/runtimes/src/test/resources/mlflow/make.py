"""Logs the folders of this folder by MLflow, with what Python answers in `expected.json`.

Ran with mlflow 3.17.2, xgboost 3.2.0, lightgbm 4.7.0, scikit-learn 1.9.1, onnx 1.23.2:  python make.py
"""

import json
import pathlib
import shutil
import warnings

import lightgbm
import mlflow
import numpy as np
import onnx
import pandas as pd
import xgboost
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(3)
ROWS = pd.DataFrame(RNG.normal(size=(120, 3)), columns=["area", "rooms per floor", "age"])
ROWS["rooms per floor"] = (ROWS["rooms per floor"] * 3).round().astype(int)
TRUTH = ((ROWS["area"] + ROWS["age"]) > 0).astype(int)
ASKED = ROWS[:20]
EXPECTED = {"rows": ASKED.values.tolist()}


def log(name, flavor, model, outputs, **more):
    shutil.rmtree(HERE / name, ignore_errors=True)
    flavor.save_model(model, str(HERE / name), **more)
    for extra in ["conda.yaml", "python_env.yaml"]:
        (HERE / name / extra).unlink(missing_ok=True)
    EXPECTED[name] = np.asarray(outputs, dtype=float).reshape(len(ASKED), -1).tolist()


def signature(model):
    return infer_signature(ROWS, model.predict(ROWS))


classifier = xgboost.XGBClassifier(n_estimators=5, max_depth=2).fit(ROWS, TRUTH)
log(
    "xgboost-classifier",
    mlflow.xgboost,
    classifier,
    classifier.predict_proba(ASKED),
    signature=signature(classifier),
    input_example=ROWS[:3],
    metadata={"labels": ["cheap", "dear"]},
)
booster = xgboost.train({"max_depth": 2}, xgboost.DMatrix(ROWS.values, label=ROWS["area"]), 5)
log(
    "xgboost-booster",
    mlflow.xgboost,
    booster,
    booster.predict(xgboost.DMatrix(ASKED.values)),
    model_format="json",
    signature=infer_signature(ROWS, np.zeros(1)),
)
regressor = lightgbm.LGBMRegressor(n_estimators=5, num_leaves=4, verbose=-1).fit(ROWS, ROWS["area"])
log("lightgbm-booster", mlflow.lightgbm, regressor.booster_, regressor.predict(ASKED))
log("lightgbm-sklearn", mlflow.lightgbm, regressor, regressor.predict(ASKED))
logistic = LogisticRegression().fit(ROWS, TRUTH)
log("sklearn", mlflow.sklearn, logistic, logistic.predict_proba(ASKED), signature=signature(logistic))
graph = onnx.load(HERE.parent / "onnx" / "line.onnx")
for tensor in graph.graph.initializer:
    print(tensor.name)
product = onnx.load(HERE.parent / "onnx" / "external" / "model.onnx")
soft = onnx.helper.make_node("Softmax", ["y"], ["p"], axis=-1)
product.graph.node.append(soft)
del product.graph.output[:]
product.graph.output.append(
    onnx.helper.make_tensor_value_info("p", onnx.TensorProto.FLOAT, ["batch", 3])
)
folder = HERE / "onnx-external"
log("onnx-external", mlflow.onnx, product, np.zeros(len(ASKED)))
onnx.save_model(
    product,
    str(folder / "model.onnx"),
    save_as_external_data=True,
    location="model.onnx.data",
    size_threshold=0,
)
del EXPECTED["onnx-external"]
(HERE / "expected.json").write_text(json.dumps(EXPECTED) + "\n")
