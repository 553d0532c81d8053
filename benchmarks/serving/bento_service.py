"""The same model behind BentoML, as its documentation writes a service."""

import os
import pathlib

import bentoml
import numpy as np
import xgboost

FEATURES = [f"x{i}" for i in range(10)]


@bentoml.service(workers=1, traffic={"timeout": 30})
class Bench:
    def __init__(self) -> None:
        self.booster = xgboost.Booster()
        self.booster.load_model(str(pathlib.Path(os.environ["BENCH_MODELS"]) / "model.json"))
        self.booster.set_param({"nthread": 1})

    @bentoml.api
    def predict(self, row: dict) -> dict:
        values = np.array([[row[name] for name in FEATURES]], dtype=np.float32)
        probability = float(self.booster.inplace_predict(values)[0])
        return {"label": "1" if probability > 0.5 else "0", "probability": probability}
