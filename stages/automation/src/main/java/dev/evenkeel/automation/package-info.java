/// Acts on what the other rooms saw: retrain, judge, promote or refuse.
///
/// **Lives here:** the policy and what follows from it, gates, decisions with their numbers, the
/// control loop that closes a window, and the replay of a project's history.
///
/// **May come in:** the doors of `data`, `registry`, `pipelines`, `serving` and `monitoring`.
/// **Stays out:** HTTP servers, pages, and every name of a particular project.
///
/// **Door:** [ControlLoop] closes one window of one project; [Replay] does so for a whole history;
/// [Decision] is what both leave behind.
@NullMarked
package dev.evenkeel.automation;

import org.jspecify.annotations.NullMarked;
