"""Logs models as a notebook does, into the folder that is its argument."""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

out = sys.argv[1]
random = np.random.default_rng(7)
COUNT = 300
homes = pd.DataFrame(
    {
        "wall": random.choice(["brick", "panel", "wood"], COUNT),
        "living area": random.uniform(20, 120, COUNT),
        "rooms": random.integers(1, 6, COUNT),
    }
)
noise = random.normal(0, 15, COUNT)
state = np.where(homes["living area"] + 20 * (homes.wall == "brick") + noise > 75, "good", "poor")
price = homes["living area"] * 3.5 + homes.rooms * 10 + noise
numbers = homes[["living area", "rooms"]].astype("float64")


def prepared():
    return ColumnTransformer(
        [
            ("words", OneHotEncoder(handle_unknown="ignore"), ["wall"]),
            ("numbers", StandardScaler(), ["living area", "rooms"]),
        ]
    )


def keep(name, answers):
    with open(os.path.join(out, name, "expected.json"), "w") as file:
        json.dump(np.asarray(answers, dtype="float64").reshape(20, -1).tolist(), file)


def log(name, model, rows, truth, more=(), **options):
    model.fit(rows, truth)
    mlflow.sklearn.save_model(
        model,
        os.path.join(out, name),
        signature=infer_signature(rows, model.predict(rows)),
        input_example=rows[:3],
        # Else MLflow imports every model once more to see what it needs.
        pip_requirements=["mlflow", "scikit-learn", "pandas", "numpy", *more],
        **options,
    )
    if hasattr(model, "predict_proba"):
        keep(name, model.predict_proba(rows[:20]))
    elif not hasattr(model, "classes_"):
        keep(name, model.predict(rows[:20]))


homes[:20].to_json(os.path.join(out, "rows.json"), orient="split")

log("pipeline", Pipeline([("p", prepared()), ("m", LogisticRegression())]), homes, state)
homes.to_parquet(os.path.join(out, "pipeline", "reference.parquet"))
log(
    "pickled",
    Pipeline([("p", prepared()), ("m", RandomForestClassifier(20, random_state=1, n_jobs=-1))]),
    homes,
    state,
    serialization_format="pickle",
)
log(
    "regressor",
    Pipeline([("p", prepared()), ("m", RandomForestRegressor(20, random_state=1))]),
    homes,
    price,
    serialization_format="pickle",
)
log("table", Pipeline([("s", StandardScaler()), ("m", LogisticRegression())]), numbers, state)
log("certain", LinearSVC(), numbers, state)
log("matrix", LogisticRegression(), numbers.to_numpy(), (state == "good").astype(int))

if len(sys.argv) > 2:
    import lightgbm
    import xgboost

    log(
        "xgboost",
        xgboost.XGBClassifier(n_estimators=20, max_depth=3),
        numbers,
        (state == "good").astype(int),
        more=["xgboost"],
        serialization_format="pickle",
    )
    # Its trees are not what it answers by.
    bent = xgboost.XGBClassifier(n_estimators=2, max_depth=2)
    bent.fit(numbers, (state == "good").astype(int))
    other = xgboost.XGBClassifier(n_estimators=20, max_depth=3)
    bent.predict_proba = other.fit(numbers, (state == "good").astype(int)).predict_proba
    mlflow.sklearn.save_model(
        bent,
        os.path.join(out, "bent"),
        signature=infer_signature(numbers, bent.predict(numbers)),
        input_example=numbers[:3],
        pip_requirements=["xgboost", "scikit-learn", "pandas"],
        serialization_format="pickle",
    )
    log(
        "lightgbm",
        lightgbm.LGBMClassifier(n_estimators=20, verbose=-1),
        numbers.rename(columns={"living area": "living_area"}),
        state,
        more=["lightgbm"],
        serialization_format="pickle",
    )


class Rule(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return np.where(model_input["living area"] > 75, "good", "poor")


class Sum(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input["living area"] * 2


mlflow.pyfunc.save_model(
    os.path.join(out, "rule"),
    python_model=Rule(),
    signature=infer_signature(homes, state),
    input_example=homes[:3],
    metadata={"labels": ["poor", "good"]},
    pip_requirements=["mlflow", "pandas"],
)
mlflow.pyfunc.save_model(
    os.path.join(out, "unnamed"),
    python_model=Rule(),
    signature=infer_signature(homes, state),
    input_example=homes[:3],
    pip_requirements=["mlflow", "pandas"],
)
mlflow.pyfunc.save_model(
    os.path.join(out, "sum"),
    python_model=Sum(),
    signature=infer_signature(homes, price),
    pip_requirements=["mlflow", "pandas"],
)
