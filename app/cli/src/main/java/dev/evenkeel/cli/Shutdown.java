package dev.evenkeel.cli;

import dev.evenkeel.server.Evenkeel;

/// Closes a running Evenkeel once: when its command is done, or when the process is told to end.
final class Shutdown implements AutoCloseable {
  private final Evenkeel evenkeel;
  private final Thread hook;
  private volatile boolean isUnderWay;

  Shutdown(Evenkeel evenkeel) {
    this.evenkeel = evenkeel;
    this.hook = new Thread(this::told, "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void told() {
    isUnderWay = true;
    evenkeel.close();
  }

  /// Whether the process was told to end, so that whatever fails now fails because of it.
  boolean isUnderWay() {
    return isUnderWay;
  }

  @Override
  public void close() {
    if (!isUnderWay) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // Told to end just now; the hook closes.
        return;
      }
      evenkeel.close();
    }
  }
}
