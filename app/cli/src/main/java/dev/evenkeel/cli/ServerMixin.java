package dev.evenkeel.cli;

import picocli.CommandLine.Option;

/// Which running server a command speaks to, and how it answers.
final class ServerMixin {
  private static final String VARIABLE = "EVENKEEL_SERVER";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "A running server (default: EVENKEEL_SERVER, else http://127.0.0.1:8080).")
  String server = "";

  @Option(names = "--json", description = "Answers as JSON.")
  boolean json;

  RunningServer open() {
    String variable = System.getenv().getOrDefault(VARIABLE, "");
    String chosen = server.isEmpty() ? variable : server;
    return new RunningServer(chosen.isEmpty() ? "http://127.0.0.1:8080" : chosen);
  }

  PipelineServer openPipelines() {
    return new PipelineServer(open());
  }

  TrackingServer openTracking() {
    return new TrackingServer(open());
  }
}
