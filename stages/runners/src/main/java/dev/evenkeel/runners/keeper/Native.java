package dev.evenkeel.runners.keeper;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The three calls of the system that Java has no words for.
final class Native {
  static final int TERM = 15;
  static final int KILL = 9;
  private static final int SET_CHILD_SUBREAPER = 36;
  private static final int NO_HANG = 1;

  private static final Optional<MethodHandle> SUBREAPER =
      find("prctl", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Optional<MethodHandle> SEND = find("kill", JAVA_INT, JAVA_INT);
  private static final Optional<MethodHandle> TAKE = find("waitpid", JAVA_INT, ADDRESS, JAVA_INT);

  private Native() {}

  /// Makes every descendant whose parent dies our child, wherever it went; Linux only.
  static boolean adoptOrphans() {
    return SUBREAPER
            .map(call -> invoke(() -> (int) call.invokeExact(SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L)))
            .orElse(-1)
        == 0;
  }

  /// Sends a signal to a process group of our own.
  static void signalGroup(long group, int signal) {
    if (group <= 1 || group > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Cannot signal a group: not one's own, got " + group);
    }
    SEND.ifPresent(call -> invoke(() -> (int) call.invokeExact((int) -group, signal)));
  }

  /// Takes the status of an adopted child that has ended, which else stays in the system's table.
  static void take(long child) {
    TAKE.ifPresent(
        call -> invoke(() -> (int) call.invokeExact((int) child, MemorySegment.NULL, NO_HANG)));
  }

  private interface Call {
    int invoke() throws Throwable;
  }

  private static int invoke(Call call) {
    try {
      return call.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot call the system", e);
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(function ->
            linker.downcallHandle(function, FunctionDescriptor.of(JAVA_INT, arguments)));
  }
}
