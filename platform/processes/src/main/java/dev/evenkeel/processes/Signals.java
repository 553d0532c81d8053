package dev.evenkeel.processes;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Signals to a whole process group, which Java itself cannot send. To start `kill` for it would
/// take longer than a group that forks needs to outgrow the machine.
final class Signals {
  private static final int KILL = 9;
  private static final MethodHandle SEND = send();

  private Signals() {}

  /// Ends a group; nothing happens when there is none.
  ///
  /// @param group above 1, since 0 and 1 would reach ourselves or everybody
  static void end(long group) {
    if (group <= 1 || group > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Cannot end a process group: not one's own, got " + group);
    }
    try {
      int ignored = (int) SEND.invokeExact((int) -group, KILL);
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot send a signal", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle send() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  }
}
