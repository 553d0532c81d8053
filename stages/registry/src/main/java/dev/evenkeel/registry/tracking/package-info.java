/// What was tried: experiments, their runs, and the models that runs logged.
///
/// **Lives here:** parameters, metrics, tags and datasets of runs, by the rules of MLflow's
/// tracking store (`mlflow/store/tracking/sqlalchemy_store.py`). **May come in:** rows of `store`.
/// **Stays out:** the wire, searches, and the bytes of artifacts: a place here is a name, never a
/// path.
///
/// **Door:** [Experiments], [Runs], [LoggedModels]; the records are what they speak in.
@NullMarked
package dev.evenkeel.registry.tracking;

import org.jspecify.annotations.NullMarked;
