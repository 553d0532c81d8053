"""Trains a classifier of trees and saves it in the form that each server wants, and one that only Python can load.

usage: make_models.py FOLDER
"""

import json
import pathlib
import sys

import mlflow
import numpy as np
import pandas as pd
import xgboost
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

FEATURES = [f"x{i}" for i in range(10)]
ROWS = 20_000


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    rows = pd.DataFrame(random.normal(size=(ROWS, len(FEATURES))), columns=FEATURES)
    noise = random.normal(scale=0.5, size=ROWS)
    truth = (rows["x0"] * rows["x1"] + np.sin(rows["x2"] * 2) + rows["x3"] + noise > 0).astype(int)
    model = xgboost.XGBClassifier(n_estimators=100, max_depth=6, tree_method="hist", n_jobs=1)
    model.fit(rows, truth)

    model.get_booster().save_model(folder / "model.json")
    # As it comes, with one worker process; and with inference in the server's own process, its quickest for one row.
    for name, workers in (("mlserver", 1), ("mlserver-inline", 0)):
        mlserver = folder / name
        mlserver.mkdir(exist_ok=True)
        model.get_booster().save_model(mlserver / "model.json")
        settings = {
            "name": "bench",
            "implementation": "mlserver_xgboost.XGBoostModel",
            "parameters": {"uri": "./model.json"},
        }
        (mlserver / "model-settings.json").write_text(json.dumps(settings))
        ports = {"http_port": 9101, "grpc_port": 9102, "metrics_port": 9103}
        (mlserver / "settings.json").write_text(json.dumps({"parallel_workers": workers, "debug": False, **ports}))
    sample = rows.head(1)
    mlflow.xgboost.save_model(
        model, str(folder / "mlflow"), signature=infer_signature(rows, truth), model_format="json"
    )
    # A function of one's own has no form in ONNX, so this one needs Python wherever it is served.
    pipeline = make_pipeline(FunctionTransformer(np.tanh), StandardScaler(), LogisticRegression()).fit(rows, truth)
    mlflow.sklearn.save_model(
        pipeline, str(folder / "pipeline"), signature=infer_signature(rows, truth), input_example=sample
    )
    row = {name: round(float(sample[name].iloc[0]), 6) for name in FEATURES}
    values = list(row.values())
    (folder / "bodies").mkdir(exist_ok=True)
    bodies = {
        "evenkeel": {"instances": [row]},
        # For overload.py: its generator must be able to ask for twice what the server can do.
        "evenkeel-batch": {"instances": rows.head(200).round(6).to_dict("records")},
        "v2": {"inputs": [{"name": "input", "shape": [1, len(values)], "datatype": "FP32", "data": values}]},
        "mlflow": {"dataframe_records": [row]},
        "bentoml": {"row": row},
    }
    for name, body in bodies.items():
        (folder / "bodies" / f"{name}.json").write_text(json.dumps(body))
    print(f"models in {folder}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
