/// Steps that are programs.
///
/// **Lives here:** the port by which an attempt of a step is started, watched, read and stopped;
/// the folder and the environment that its program gets; the runner that starts it as a process of
/// this machine, and the one that calls Java in this process.
///
/// **May come in:** attempts that somebody else made. **Stays out:** pipelines, runs and retries,
/// and where outputs go.
///
/// **Door:** [StepRunner].
@NullMarked
package dev.evenkeel.runners;

import org.jspecify.annotations.NullMarked;
