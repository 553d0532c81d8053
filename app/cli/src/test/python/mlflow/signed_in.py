"""A notebook that signs in over https: `signed_in.py TRACKING_URI CA PEOPLE`.

The tracking URI ends in a project. People: an editor and a viewer of that project, and somebody who
has no role in it.
"""

import contextlib
import json
import os
import pathlib
import sys
import tempfile

import mlflow
import numpy as np
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from expected import client, equal, refused

os.environ["MLFLOW_TRACKING_SERVER_CERT_PATH"] = sys.argv[2]
PEOPLE = json.loads(pathlib.Path(sys.argv[3]).read_text())
X, Y = load_iris(return_X_y=True, as_frame=True)
VARIABLES = ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN")


@contextlib.contextmanager
def by(**proof):
    """Within, the client shows this and nothing else."""
    for variable in VARIABLES:
        os.environ.pop(variable, None)
    os.environ.update({f"MLFLOW_TRACKING_{name.upper()}": value for name, value in proof.items()})
    yield


def password(who):
    return by(username=PEOPLE[who]["name"], password=PEOPLE[who]["password"])


def token(who):
    return by(token=PEOPLE[who]["token"])


def trains(c, name):
    """What a notebook does from its first line to its last; answers the run."""
    mlflow.set_experiment(name)
    mlflow.sklearn.autolog()
    with mlflow.start_run(run_name="autologged") as run:
        LogisticRegression(max_iter=300).fit(X, Y)
    mlflow.sklearn.autolog(disable=True)
    read = mlflow.get_run(run.info.run_id)
    equal(read.data.params["max_iter"], "300")
    assert read.outputs.model_outputs, "the run names no model"

    model = LogisticRegression(max_iter=200).fit(X, Y)
    signature = infer_signature(X, model.predict(X))
    with mlflow.start_run(run_name="logged") as run:
        mlflow.sklearn.log_model(model, name="model", signature=signature, registered_model_name=name)
        mlflow.log_metric("accuracy", 0.97)
        mlflow.log_text("grüße", "notes/hello.txt")
    c.set_registered_model_alias(name, "challenger", "1")
    expected = model.predict(X)
    for address in (f"models:/{name}@challenger", f"models:/{name}/1", f"runs:/{run.info.run_id}/model"):
        assert np.array_equal(mlflow.pyfunc.load_model(address).predict(X), expected), address
    return run.info.run_id


def reads(c, name, run):
    experiment = c.get_experiment_by_name(name).experiment_id
    runs = c.search_runs([experiment], "metrics.accuracy > 0.9")
    equal([one.info.run_id for one in runs], [run])
    equal([m.name for m in c.search_registered_models(f"name = '{name}'")], [name])
    equal([str(v.version) for v in c.search_model_versions(f"name = '{name}'")], ["1"])
    assert len(c.search_logged_models([experiment])) == 2
    equal([f.path for f in c.list_artifacts(run, "notes")], ["notes/hello.txt"])
    with tempfile.TemporaryDirectory() as folder:
        file = c.download_artifacts(run, "notes/hello.txt", folder)
        equal(pathlib.Path(file).read_text(), "grüße")
    mlflow.sklearn.load_model(f"models:/{name}@challenger")


def only_reads(c, name, run):
    experiment = c.get_experiment_by_name(name).experiment_id
    with refused("PERMISSION_DENIED", "editor"):
        c.create_run(experiment)
    with refused("PERMISSION_DENIED", "editor"):
        c.log_metric(run, "accuracy", 1.0)
    with refused("PERMISSION_DENIED"):
        c.set_registered_model_alias(name, "mine", "1")
    with fails("403"):
        c.log_text(run, "no", "notes/no.txt")
    equal([f.path for f in c.list_artifacts(run, "notes")], ["notes/hello.txt"])


@contextlib.contextmanager
def fails(word):
    """Of files the client tells the status and not the code."""
    try:
        yield
    except Exception as e:
        assert word in str(e), e
    else:
        raise AssertionError(f"not refused, expected {word}")


def sees_nothing(c, name, run):
    """Of a client whose tracking URI is in another project."""
    equal(c.get_experiment_by_name(name), None)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_run(run)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_registered_model(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_model_version(name, "1")
    equal([e.name for e in c.search_experiments()], [])
    equal(list(c.search_registered_models()), [])
    equal(list(c.search_model_versions()), [])
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.list_artifacts(run)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.log_metric(run, "accuracy", 0.0)


def is_not_known(c):
    with by(), refused("UNAUTHENTICATED"):
        c.search_experiments()
    with by(username=PEOPLE["editor"]["name"], password="a wrong password"), refused("UNAUTHENTICATED"):
        c.search_experiments()
    with by(token="ek_" + "x" * 43), refused("UNAUTHENTICATED"):
        c.create_experiment("never")


def trusts_only_what_it_is_told():
    """Without the authority's file the client must not send the password at all."""
    kept = os.environ.pop("MLFLOW_TRACKING_SERVER_CERT_PATH")
    try:
        with password("editor"), fails("CERTIFICATE_VERIFY_FAILED"):
            client().search_experiments()
    finally:
        os.environ["MLFLOW_TRACKING_SERVER_CERT_PATH"] = kept


def main():
    c = client()
    runs = {}
    for name, proof in (("by-password", password), ("by-token", token)):
        with proof("editor"):
            runs[name] = trains(c, name)
            reads(c, name, runs[name])
        with proof("viewer"):
            reads(c, name, runs[name])
            only_reads(c, name, runs[name])
    is_not_known(c)
    trusts_only_what_it_is_told()

    other = mlflow.MlflowClient(PEOPLE["other"], PEOPLE["other"])
    for name, proof in (("by-password", password), ("by-token", token)):
        with proof("stranger"):
            sees_nothing(other, name, runs[name])
            with refused("RESOURCE_DOES_NOT_EXIST", "`fraud`"):
                c.search_experiments()


main()
