/// The `evenkeel` command.
///
/// **Lives here:** commands, their options, and what the terminal shows.
///
/// **May come in:** the server and packaging. **Stays out:** everything that a page or another
/// program might want too.
///
/// **Door:** [Main].
@NullMarked
package dev.evenkeel.cli;

import org.jspecify.annotations.NullMarked;
