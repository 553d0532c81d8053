package dev.evenkeel.server;

import dev.evenkeel.base.Clock;
import java.nio.file.Path;
import java.util.Map;

/// A server in a process of its own, for tests that kill it.
final class ServerProcess {
  private ServerProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    Evenkeel evenkeel =
        Evenkeel.start(
            ServerConfiguration.read(Path.of(arguments[0]), Map.of()).withPort(0), Clock.system());
    TestModel.promote(evenkeel.loop());
    System.out.println(evenkeel.address());
    Thread.currentThread().join();
  }
}
