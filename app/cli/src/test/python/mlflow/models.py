"""Models from a notebook: autologging, registration, aliases, and back again."""

import warnings

import mlflow
import numpy as np
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from expected import client, equal, refused

warnings.filterwarnings("ignore", category=FutureWarning)  # stages, which both clients still know

X, Y = load_iris(return_X_y=True, as_frame=True)


def autologged():
    mlflow.sklearn.autolog()
    with mlflow.start_run(run_name="sklearn") as run:
        LogisticRegression(max_iter=300).fit(X, Y)
    mlflow.sklearn.autolog(disable=True)
    read = mlflow.get_run(run.info.run_id)
    equal(read.data.params["max_iter"], "300")
    assert read.data.metrics["training_accuracy_score"] > 0.9
    assert read.outputs.model_outputs, "the run names no model"

    import xgboost

    mlflow.xgboost.autolog()
    with mlflow.start_run(run_name="xgboost") as run:
        xgboost.train(
            {"objective": "multi:softprob", "num_class": 3, "max_depth": 2},
            xgboost.DMatrix(X, Y),
            num_boost_round=5,
            evals=[(xgboost.DMatrix(X, Y), "train")],
        )
    mlflow.xgboost.autolog(disable=True)
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "train-mlogloss")
    equal([point.step for point in history], [0, 1, 2, 3, 4])


def logged(c):
    model = LogisticRegression(max_iter=200).fit(X, Y)
    signature = infer_signature(X, model.predict(X))
    with mlflow.start_run(run_name="logged") as run:
        first = mlflow.sklearn.log_model(
            model, name="iris", signature=signature, input_example=X.head(2), registered_model_name="iris"
        )
        mlflow.log_metric("accuracy", 0.97, model_id=first.model_id)
    second = mlflow.register_model(f"models:/{first.model_id}", "iris")
    equal((str(first.registered_model_version), str(second.version)), ("1", "2"))

    version = c.get_model_version("iris", "1")
    equal((version.status, version.run_id), ("READY", run.info.run_id))
    equal(c.get_logged_model(first.model_id).status.value, "READY")
    read = c.get_logged_model(first.model_id)
    equal(read.source_run_id, run.info.run_id)
    equal([(metric.key, metric.value) for metric in read.metrics], [("accuracy", 0.97)])

    expected = model.predict(X)
    for address in ("models:/iris/1", "models:/iris/latest", f"models:/{first.model_id}", f"runs:/{run.info.run_id}/iris"):
        loaded = mlflow.sklearn.load_model(address)
        assert np.array_equal(loaded.predict(X), expected), address
    by_run = mlflow.register_model(f"runs:/{run.info.run_id}/iris", "iris")
    equal(str(by_run.version), "3")
    with refused("INVALID_PARAMETER_VALUE"):
        c.create_model_version("iris", "file:///etc", run.info.run_id)
    return first, model


def aliases(c, model):
    c.set_registered_model_alias("iris", "challenger", "2")
    equal(str(c.get_model_version_by_alias("iris", "challenger").version), "2")
    equal(c.get_registered_model("iris").aliases, {"challenger": "2"})
    loaded = mlflow.pyfunc.load_model("models:/iris@challenger")
    assert np.array_equal(loaded.predict(X), model.predict(X))
    c.set_registered_model_alias("iris", "challenger", "3")
    equal(c.get_model_version("iris", "3").aliases, ["challenger"])
    c.delete_registered_model_alias("iris", "challenger")
    c.delete_registered_model_alias("iris", "challenger")
    with refused("INVALID_PARAMETER_VALUE"):
        c.get_model_version_by_alias("iris", "challenger")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.set_registered_model_alias("iris", "challenger", "99")
    with refused("INVALID_PARAMETER_VALUE"):
        c.set_registered_model_alias("iris", "latest", "1")


def described(c):
    c.update_registered_model("iris", "Irises by their leaves")
    c.set_registered_model_tag("iris", "team", "garden")
    c.set_model_version_tag("iris", "1", "checked", "yes")
    c.update_model_version("iris", "1", "the first")
    read = c.get_registered_model("iris")
    equal((read.description, read.tags), ("Irises by their leaves", {"team": "garden"}))
    first = c.get_model_version("iris", "1")
    equal((first.description, first.tags.get("checked")), ("the first", "yes"))
    c.delete_model_version_tag("iris", "1", "checked")
    c.delete_registered_model_tag("iris", "team")

    c.create_registered_model("empty", tags={"k": "v"}, description="nothing yet")
    with refused("RESOURCE_ALREADY_EXISTS"):
        c.create_registered_model("empty")
    equal([m.name for m in c.search_registered_models("name LIKE 'i%'")], ["iris"])
    equal([m.name for m in c.search_registered_models("tags.k = 'v'")], ["empty"])
    equal([m.name for m in c.search_registered_models(order_by=["name DESC"])][:1], ["iris"])
    found = c.search_model_versions("name = 'iris'", order_by=["version_number ASC"])
    equal([str(v.version) for v in found], ["1", "2", "3"])
    equal(sorted(str(v.version) for v in c.search_model_versions(f"run_id='{first.run_id}'")), ["1", "2", "3"])
    equal([str(v.version) for v in c.search_model_versions("name='iris'")][0], "1")  # changed last
    c.rename_registered_model("empty", "renamed")
    equal(c.get_registered_model("renamed").tags, {"k": "v"})
    c.delete_registered_model("renamed")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_registered_model("renamed")


def staged(c):
    c.transition_model_version_stage("iris", "1", "Production")
    c.transition_model_version_stage("iris", "2", "production", archive_existing_versions=True)
    equal(c.get_model_version("iris", "1").current_stage, "Archived")
    (newest,) = c.get_latest_versions("iris", ["Production"])
    equal(str(newest.version), "2")
    with refused("INVALID_PARAMETER_VALUE"):
        c.transition_model_version_stage("iris", "1", "Somewhere")


def deleted(c):
    copied = c.copy_model_version("models:/iris/1", "iris-copy")
    equal((copied.name, str(copied.version)), ("iris-copy", "1"))
    mlflow.sklearn.load_model("models:/iris-copy/1")
    c.delete_model_version("iris", "3")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_model_version("iris", "3")
    again = mlflow.register_model(c.get_model_version("iris", "1").source, "iris")
    equal(str(again.version), "4")


def found(c, first):
    experiment = c.get_experiment_by_name("models").experiment_id
    names = {m.name for m in c.search_logged_models([experiment], filter_string="name = 'iris'")}
    equal(names, {"iris"})
    best = c.search_logged_models(
        [experiment], filter_string="metrics.accuracy > 0.9", order_by=[{"field_name": "metrics.accuracy", "ascending": False}]
    )
    equal([m.model_id for m in best], [first.model_id])
    c.set_logged_model_tags(first.model_id, {"kind": "linear"})
    equal(c.get_logged_model(first.model_id).tags["kind"], "linear")
    c.delete_logged_model_tag(first.model_id, "kind")


def main():
    c = client()
    mlflow.set_experiment("models")
    autologged()
    first, model = logged(c)
    aliases(c, model)
    described(c)
    found(c, first)
    staged(c)
    deleted(c)


main()
