package dev.evenkeel.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A program of others that answers on a port of this machine.
final class ForeignServer {
  private static final long PAUSE_MILLIS = 100;

  private ForeignServer() {}

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Starts it, and waits until it takes connections.
  ///
  /// @param log where it says what went wrong
  static Process start(ProcessBuilder command, int port, Path log, Duration patience)
      throws IOException, InterruptedException {
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long tries = patience.toMillis() / PAUSE_MILLIS;
    for (long attempt = 0; attempt < tries && process.isAlive(); attempt++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return process;
      } catch (IOException e) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    process.destroy();
    throw new IllegalStateException("no server: " + Files.readString(log));
  }
}
