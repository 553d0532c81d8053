"""Makes the logged model a version of `wine`. Which version answers is decided by `evenkeel promote`."""

import mlflow

import step

version = mlflow.register_model(step.value("model"), "wine")
print(f"registered version {version.version} of run {step.value('run')}")
step.answer(version=f"models:/wine/{version.version}")
