"""A model from a notebook becomes the champion, and answers. Only here: MLflow's server does not serve."""

import mlflow
import numpy as np
import requests
import xgboost
from mlflow.models import infer_signature
from sklearn.datasets import load_iris

from expected import client, equal, refused

X, Y = load_iris(return_X_y=True, as_frame=True)
X.columns = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def main():
    c = client()
    mlflow.set_experiment("served")
    booster = xgboost.train({"objective": "binary:logistic", "max_depth": 3}, xgboost.DMatrix(X, Y == 2), 10)
    expected = booster.predict(xgboost.DMatrix(X))
    with mlflow.start_run():
        mlflow.xgboost.log_model(
            booster,
            name="model",
            model_format="json",
            signature=infer_signature(X, expected),
            registered_model_name="virginica",
        )

    c.set_registered_model_alias("virginica", "champion", "1")  # the gate stands before it, as before evenkeel promote

    rows = X.to_dict("records")
    answer = requests.post(
        f"{mlflow.get_tracking_uri()}/v1/models/virginica:predict", json={"instances": rows}, timeout=60
    )
    equal(answer.status_code, 200)
    predictions = answer.json()["predictions"]
    equal({(p["model"], p["version"], p["alias"]) for p in predictions}, {("virginica", "1", "champion")})
    answered = [p["value"] if "value" in p else p["probabilities"][max(p["probabilities"])] for p in predictions]
    assert np.allclose(answered, expected, atol=1e-6), (answered[:3], expected[:3])
    equal(c.get_registered_model("virginica").aliases, {"champion": "1"})
    with refused("RESOURCE_CONFLICT", "champion"):
        c.delete_registered_model_alias("virginica", "champion")
    with refused("INVALID_PARAMETER_VALUE", "champion"):
        c.delete_model_version("virginica", "1")

    with mlflow.start_run():
        mlflow.log_text("no model", "notes/readme.txt")
        mlflow.log_text("flavors: {}", "notes/other.txt")
        run = mlflow.active_run().info.run_id
    c.create_registered_model("notes")
    c.create_model_version("notes", f"runs:/{run}/notes", run)
    try:
        c.set_registered_model_alias("notes", "champion", "1")
    except mlflow.exceptions.MlflowException as e:
        assert "MLmodel" in e.message, e.message
    else:
        raise AssertionError("files that are no model became champion")


main()
