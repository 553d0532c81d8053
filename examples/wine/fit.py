"""Trains, and logs parameters and model to the server that runs this step."""

import mlflow
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import step

NOT_MEASURED = ["sample", "cultivar"]

table = step.rows("rows")
measured, cultivar = table.drop(columns=NOT_MEASURED), table["cultivar"].astype(object)
strength = float(step.value("strength"))

mlflow.set_experiment("wine")  # MLFLOW_TRACKING_URI is set for every step
with mlflow.start_run() as run:
    mlflow.log_params({"strength": strength, "rows": len(table)})
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength)).fit(measured, cultivar)
    mlflow.log_metric("accuracy_learned", model.score(measured, cultivar))
    logged = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(measured, model.predict(measured)),
        input_example=measured[:5],
    )

print(f"logged {logged.model_uri} of run {run.info.run_id}")
step.answer(run=run.info.run_id, model=logged.model_uri)
