"""Makes the folder `mlruns/` beside this file, with MLflow 2.22, the last but one line that writes such folders.

python3 -m venv V && V/bin/pip install 'mlflow-skinny==2.22.*' && V/bin/python make.py
"""

import pathlib
import shutil

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

here = pathlib.Path(__file__).resolve().parent
shutil.rmtree(here / "mlruns", ignore_errors=True)
client = MlflowClient(tracking_uri=(here / "mlruns").as_uri(), registry_uri=(here / "mlruns").as_uri())
T = 1_700_000_000_000

experiment = client.create_experiment("prices, old", tags={"team": "blue"})
client.create_experiment("empty")
parent = client.create_run(experiment, start_time=T, run_name="sweep", tags={"mlflow.user": "ana"}).info.run_id
child = client.create_run(
    experiment, start_time=T + 1_000, run_name="depth 3", tags={"mlflow.parentRunId": parent, "note": "two\nlines"}
).info.run_id
client.log_batch(
    child,
    metrics=[Metric("eval/rmse", 0.5 - step / 100, T + 2_000 + step, step) for step in range(25)]
    + [Metric("loss", float("nan"), T + 2_000, 0), Metric("loss", float("inf"), T + 2_001, 1)],
    params=[Param("depth", "3"), Param("model/kind", "tree: 'deep'")],
    tags=[RunTag("size", "klein")],
)
client.log_text(child, "hello", "notes/a b.txt")
client.log_text(child, "{}", "model/m.json")
client.log_text(
    child,
    f"run_id: {child}\nflavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    python_version: 3.11.2\n",
    "model/MLmodel",
)
client.set_terminated(child, "FAILED", T + 9_000)
client.set_terminated(parent, "FINISHED", T + 10_000)
gone = client.create_run(experiment, start_time=T, run_name="gone").info.run_id
client.delete_run(gone)

client.create_registered_model("prices", tags={"owner": "ana"}, description="What a house costs.")
for _ in range(2):
    client.create_model_version("prices", f"runs:/{child}/model", child, tags={"checked": "yes"}, description="deep")
client.set_registered_model_alias("prices", "best", "2")
client.set_registered_model_alias("prices", "champion", "1")

# The place of this machine is of no use to anyone.
for file in (here / "mlruns").rglob("meta.yaml"):
    file.write_text(file.read_text().replace(here.as_uri(), "file:///srv").replace(str(here), "/srv"))
