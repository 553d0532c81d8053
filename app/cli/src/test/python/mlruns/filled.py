"""Fills a running MLflow server with what ExperimentImportTest expects: python filled.py ADDRESS"""

import sys

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param
from mlflow.tracking import MlflowClient

mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()
T = 1_700_000_000_000
experiment = client.create_experiment("prices", tags={"team": "blue"})
parent = client.create_run(experiment, start_time=T, run_name="sweep").info.run_id
# More than two pages of runs; the parent is found after its children.
for number in range(220):
    run = client.create_run(
        experiment,
        start_time=T + 1 + number,
        run_name=f"run {number}",
        tags={"mlflow.parentRunId": parent, "number": str(number)},
    )
    client.set_terminated(run.info.run_id, "KILLED", T + 500 + number)
# More than one page of points, and what JSON cannot say.
for start in range(0, 11_000, 1_000):
    client.log_batch(parent, [Metric("loss", 1 / (step + 1), T + step, step) for step in range(start, start + 1_000)])
client.log_batch(parent, [Metric("odd", float("nan"), T, 0)], [Param("depth", "3")])
client.log_text(parent, "hello", "notes/deep/a b+ü.txt")
homes = Dataset("homes", "d1", "http", '{"url": "https://example.com/homes.csv"}')
client.log_inputs(parent, [DatasetInput(homes, [InputTag("mlflow.data.context", "training")])])
client.set_terminated(parent, "FINISHED", T + 90_000)
client.delete_run(client.create_run(experiment, run_name="gone").info.run_id)
thrown = client.create_experiment("thrown")
client.create_run(thrown, run_name="old")
client.delete_experiment(thrown)


class Doubling(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input: list[float]) -> list[float]:
        return [2 * value for value in model_input]


mlflow.set_experiment("prices")
with mlflow.start_run(run_name="model"):
    logged = mlflow.pyfunc.log_model(
        name="model", python_model=Doubling(), input_example=[1.0], pip_requirements=["mlflow"], registered_model_name="doubling"
    )
client.set_registered_model_tag("doubling", "owner", "ana")
client.set_model_version_tag("doubling", "1", "checked", "yes")
client.set_registered_model_alias("doubling", "best", "1")
# What is not taken along.
with mlflow.start_span("question"):
    pass
mlflow.flush_trace_async_logging()
