/// The web pages.
///
/// **Lives here:** templates, styles, the chart, live updates, and the views that fill them.
///
/// **May come in:** views made of the stages' values, through [LoopSource]. **Stays out:** queries
/// and decisions.
///
/// **Door:** [Console] offers the addresses; [LoopView] is what its first page shows.
@NullMarked
package dev.evenkeel.console;

import org.jspecify.annotations.NullMarked;
