/// What was trained, and which version serves.
///
/// **Lives here:** model versions with the facts they were made of, and aliases with every move
/// they made; in `artifacts` the files that runs and logged models leave.
///
/// **May come in:** values of `models`, rows of `store`. **Stays out:** anything that trains,
/// serves or decides.
///
/// **Door:** [Models] registers and finds versions; [Promotions] is the one that moves `champion`,
/// and [Gate] is what it asks first; [Aliases] moves the others; [RegisteredModels] and
/// [RegisteredVersions] have what clients of MLflow know of models and versions beside that;
/// [RegistryRoutes] offers the addresses.
@NullMarked
package dev.evenkeel.registry;

import org.jspecify.annotations.NullMarked;
