/// Child processes, which are strangers.
///
/// **Lives here:** starting a program in a clean environment and a directory of its own, with
/// limits, and Python environments that are made once for each list of requirements.
///
/// **May come in:** requests of other rooms. **Stays out:** what the programs are for.
///
/// **Door:** [ChildProcesses] starts programs, [PythonEnvironments] finds or makes an interpreter.
@NullMarked
package dev.evenkeel.processes;

import org.jspecify.annotations.NullMarked;
