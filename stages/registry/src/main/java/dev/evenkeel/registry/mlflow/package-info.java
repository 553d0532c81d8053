/// MLflow's REST API, as its unmodified clients speak it: the wire only.
///
/// **Lives here:** which addresses there are, how fields are read and written, and how a problem is
/// told. **May come in:** the doors of `tracking`, `artifacts` and of the registry. **Stays out:**
/// anything that stores or decides.
///
/// **Door:** [MlflowRoutes].
@NullMarked
package dev.evenkeel.registry.mlflow;

import org.jspecify.annotations.NullMarked;
