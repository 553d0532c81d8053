package dev.evenkeel.cli;

import dev.evenkeel.server.Evenkeel;

/// Closes a running Evenkeel once: when its command is done, or when the process is told to end.
final class Shutdown implements AutoCloseable {
  private final Evenkeel evenkeel;
  private final Runnable farewell;
  private final Thread hook;
  private volatile boolean isUnderWay;

  /// @param farewell what a person hears when the process is told to end, before anything is closed
  Shutdown(Evenkeel evenkeel, Runnable farewell) {
    this.evenkeel = evenkeel;
    this.farewell = farewell;
    this.hook = new Thread(this::told, "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void told() {
    isUnderWay = true;
    farewell.run();
    evenkeel.close();
  }

  /// Whether the process was told to end, so that whatever fails now fails because of it.
  boolean isUnderWay() {
    return isUnderWay;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process was told to end, and the hook closes.
      return;
    }
    evenkeel.close();
  }
}
