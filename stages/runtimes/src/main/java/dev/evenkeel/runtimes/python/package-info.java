/// Behind the door: models that only Python can load.
///
/// **Lives here:** folders logged by MLflow as far as Python needs them, the workers that answer
/// for such a model, and the export of one to a form that needs no Python.
///
/// **Stays out:** the model's code, which runs in child processes and nowhere else.
@NullMarked
package dev.evenkeel.runtimes.python;

import org.jspecify.annotations.NullMarked;
