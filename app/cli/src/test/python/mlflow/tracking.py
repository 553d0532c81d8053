"""Experiments, runs and metrics, as a notebook uses them."""

import math

import mlflow
import pandas as pd
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

from expected import client, equal, refused


def experiments(c):
    default = c.get_experiment("0")
    equal((default.name, default.lifecycle_stage), ("Default", "active"))
    equal(c.get_experiment_by_name("tracking"), None)
    chosen = mlflow.set_experiment("tracking")
    equal(mlflow.set_experiment("tracking").experiment_id, chosen.experiment_id)
    with refused("RESOURCE_ALREADY_EXISTS", "tracking"):
        c.create_experiment("tracking")

    made = c.create_experiment("tagged", tags={"team": "prices", "dear": "yes"})
    c.set_experiment_tag(made, "team", "houses")
    c.delete_experiment_tag(made, "dear")
    equal(c.get_experiment(made).tags, {"team": "houses"})
    equal([e.name for e in c.search_experiments(filter_string="tags.team = 'houses'")], ["tagged"])
    equal([e.name for e in c.search_experiments(filter_string="name LIKE 'tr%'")], ["tracking"])
    c.rename_experiment(made, "named anew")
    equal(c.get_experiment(made).name, "named anew")

    c.delete_experiment(made)
    equal(c.get_experiment(made).lifecycle_stage, "deleted")
    with refused("RESOURCE_ALREADY_EXISTS", "named anew"):
        c.create_experiment("named anew")
    equal([e.name for e in c.search_experiments(view_type=ViewType.DELETED_ONLY)], ["named anew"])
    c.restore_experiment(made)
    equal(c.get_experiment(made).lifecycle_stage, "active")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_experiment("987654321")

    names = [f"page-{number:02}" for number in range(12)]
    for name in names:
        c.create_experiment(name)
    found, token = [], None
    while True:
        page = c.search_experiments(
            filter_string="name LIKE 'page-%'", max_results=5, order_by=["name ASC"], page_token=token
        )
        found += [e.name for e in page]
        token = page.token
        if not token:
            break
    equal(found, names)
    return chosen.experiment_id


def one_run(c):
    with mlflow.start_run(run_name="first", tags={"kind": "linear"}) as run:
        mlflow.log_param("depth", 3)
        mlflow.log_params({"eta": 0.1, "names": ["a", "b"]})
        mlflow.log_param("depth", 3)  # the same again is fine
        mlflow.log_metric("loss", 0.5, step=0)
        mlflow.log_metric("loss", 0.25, step=1)
        mlflow.log_metrics({"auc": 0.9, "broken": math.nan, "most": math.inf}, step=1)
        mlflow.set_tag("mlflow.note.content", "Größe ✓")
        with refused("INVALID_PARAMETER_VALUE", "depth"):
            c.log_param(run.info.run_id, "depth", 4)
    read = mlflow.get_run(run.info.run_id)
    equal((read.info.status, read.info.run_name), ("FINISHED", "first"))
    assert read.info.end_time >= read.info.start_time > 0
    equal(read.data.params, {"depth": "3", "eta": "0.1", "names": "['a', 'b']"})
    equal((read.data.metrics["loss"], read.data.metrics["auc"]), (0.25, 0.9))
    assert math.isnan(read.data.metrics["broken"])
    assert read.data.metrics["most"] > 1e308
    equal(read.data.tags["mlflow.note.content"], "Größe ✓")
    equal(read.data.tags["kind"], "linear")
    history = c.get_metric_history(run.info.run_id, "loss")
    equal([(point.step, point.value) for point in history], [(0, 0.5), (1, 0.25)])
    assert read.info.artifact_uri.startswith("mlflow-artifacts:/"), read.info.artifact_uri

    c.set_tag(run.info.run_id, "late", "yes")
    c.delete_tag(run.info.run_id, "late")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.delete_tag(run.info.run_id, "late")
    with refused("RESOURCE_DOES_NOT_EXIST"):
        c.get_run("0" * 32)
    return run.info.run_id


def nested(c, experiment):
    with mlflow.start_run(run_name="parent") as parent:
        for number in range(3):
            with mlflow.start_run(run_name=f"child-{number}", nested=True):
                mlflow.log_metric("score", number)
    children = mlflow.search_runs(
        [experiment],
        filter_string=f"tags.`{MLFLOW_PARENT_RUN_ID}` = '{parent.info.run_id}'",
        order_by=["metrics.score DESC"],
    )
    equal(list(children["tags.mlflow.runName"]), ["child-2", "child-1", "child-0"])


def batches(c, experiment):
    run = c.create_run(experiment, run_name="batch").info.run_id
    points = [Metric("curve", 1 / (step + 1), 1_000 + step, step) for step in range(1_000)]
    c.log_batch(run, metrics=points)
    c.log_batch(run, metrics=points)  # each point once, as after a lost answer
    c.log_batch(run, params=[Param(f"p{i}", str(i)) for i in range(100)])
    c.log_batch(run, tags=[RunTag(f"t{i}", str(i)) for i in range(100)])
    equal(len(c.get_metric_history(run, "curve")), 1_000)
    read = c.get_run(run)
    equal(read.data.metrics["curve"], 0.001)
    equal((len(read.data.params), len(read.data.tags) >= 100), (100, True))
    c.log_param(run, "long", "x" * 6_001)  # cut off rather than refused, as MLflow's server does
    equal(len(c.get_run(run).data.params["long"]), 6_000)
    with refused("INVALID_PARAMETER_VALUE"):
        c.log_param(run, "k" * 251, "x")
    with refused("INVALID_PARAMETER_VALUE"):
        c.log_metric(run, "../up", 1.0)
    with refused("INVALID_PARAMETER_VALUE"):
        c.log_batch(run, params=[Param("twice", "1"), Param("twice", "2")])
    c.set_terminated(run, status="FAILED")
    equal(c.get_run(run).info.status, "FAILED")

    c.delete_run(run)
    equal(c.get_run(run).info.lifecycle_stage, "deleted")
    try:
        c.log_metric(run, "late", 1.0)
    except MlflowException as e:
        equal(e.error_code, "INVALID_PARAMETER_VALUE")
    else:
        raise AssertionError("a deleted run was written to")
    c.restore_run(run)
    c.log_metric(run, "late", 1.0)


def search(c, experiment):
    ids = []
    for number in range(6):
        run = c.create_run(experiment, run_name=f"s{number}", start_time=10_000 + number)
        run = run.info.run_id
        ids.append(run)
        c.log_param(run, "group", "even" if number % 2 == 0 else "Odd")
        c.set_tag(run, "searched", "yes")
        if number != 3:
            c.log_metric(run, "f1", math.nan if number == 4 else number / 10)
        c.set_terminated(run, "FINISHED" if number < 4 else "KILLED")

    def names(text, order=None, **more):
        runs = c.search_runs(
            [experiment], f"tags.searched = 'yes'{' AND ' + text if text else ''}", order_by=order, **more
        )
        return [run.info.run_name for run in runs]

    equal(names(""), ["s5", "s4", "s3", "s2", "s1", "s0"])
    equal(names("metrics.f1 >= 0.1", ["metrics.f1 ASC"]), ["s1", "s2", "s5"])
    equal(names("", ["metrics.f1 ASC"]), ["s0", "s1", "s2", "s5", "s4", "s3"])
    equal(names("", ["metrics.f1 DESC"]), ["s5", "s2", "s1", "s0", "s4", "s3"])
    equal(names("params.group = 'even'"), ["s4", "s2", "s0"])
    equal(names("params.group LIKE 'o%'"), [])
    equal(names("params.group ILIKE 'o%'"), ["s5", "s3", "s1"])
    equal(names("params.group != 'even'"), ["s5", "s3", "s1"])
    equal(names("attributes.status = 'KILLED'"), ["s5", "s4"])
    equal(names("status != 'KILLED' and start_time > 10001"), ["s3", "s2"])
    equal(names(f"run_id IN ('{ids[1]}', '{ids[2]}')", ["attributes.run_name ASC"]), ["s1", "s2"])
    equal(names("attributes.`run name` = \"s3\""), ["s3"])
    for wrong in ("metrics.f1", "params.group = 1", "metrics.f1 = 'x'", "nothing.x = 'y'", "a = 'b' OR c = 'd'"):
        with refused("INVALID_PARAMETER_VALUE"):
            names(wrong)

    paged, token = [], None
    while True:
        page = c.search_runs(
            [experiment], "tags.searched = 'yes'", order_by=["metrics.f1 DESC"], max_results=2, page_token=token
        )
        paged += [run.info.run_name for run in page]
        token = page.token
        if not token:
            break
    equal(paged, ["s5", "s2", "s1", "s0", "s4", "s3"])
    with refused("INVALID_PARAMETER_VALUE"):
        c.search_runs([experiment], page_token="nonsense")


def datasets(experiment):
    rows = mlflow.data.from_pandas(pd.DataFrame({"x": [1.0, 2.0], "y": [0, 1]}), name="prices", targets="y")
    with mlflow.start_run(run_name="with data") as run:
        mlflow.log_input(rows, context="training", tags={"month": "May"})
    read = mlflow.get_run(run.info.run_id)
    (given,) = read.inputs.dataset_inputs
    equal((given.dataset.name, given.dataset.digest), ("prices", rows.digest))
    equal({tag.key: tag.value for tag in given.tags}, {"month": "May", "mlflow.data.context": "training"})
    found = mlflow.search_runs([experiment], "datasets.name = 'prices' and datasets.context = 'training'")
    equal(list(found["run_id"]), [run.info.run_id])


def main():
    c = client()
    experiment = experiments(c)
    one_run(c)
    nested(c, experiment)
    batches(c, experiment)
    search(c, experiment)
    datasets(experiment)


main()
