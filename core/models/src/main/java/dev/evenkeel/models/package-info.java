/// What a model is, for whoever trains it and whoever serves it.
///
/// **Lives here:** the project file, features as expressions over contract fields, labels, the tree
/// engine, metrics, and the comparison of two models.
///
/// **May come in:** contracts and frames. **Stays out:** files, sockets, native code, trainers.
///
/// **Door:** [Scorer] is the one way from rows to predictions; [ModelProject] is what a user wrote,
/// [ModelDescription] what a version keeps of it.
@NullMarked
package dev.evenkeel.models;

import org.jspecify.annotations.NullMarked;
