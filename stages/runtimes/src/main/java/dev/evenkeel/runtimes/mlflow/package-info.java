/// Folders that MLflow logged.
///
/// **Lives here:** reading what `MLmodel` says, and choosing who runs the model.
///
/// **May come in:** the folder as a ZIP. **Stays out:** Python; whoever runs it is handed in.
///
/// **Door:** [MlflowRuntime].
@NullMarked
package dev.evenkeel.runtimes.mlflow;

import org.jspecify.annotations.NullMarked;
