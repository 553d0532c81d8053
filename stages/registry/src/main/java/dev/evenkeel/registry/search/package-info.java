/// Searches of MLflow's API: its filters and orders are read, become SQL, and are answered in
/// pages.
///
/// **Lives here:** the grammar (`mlflow/utils/search_utils.py` is its source), which keys each
/// search knows, and how a page goes on where the last one ended.
///
/// **May come in:** rows of `store`. **Stays out:** the wire, and what a found thing looks like: a
/// page holds ids.
///
/// **Door:** [RunSearch], [ExperimentSearch], [LoggedModelSearch], [RegisteredModelSearch] and
/// [VersionSearch]; each answers a [Page].
@NullMarked
package dev.evenkeel.registry.search;

import org.jspecify.annotations.NullMarked;
