package dev.evenkeel.automation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was decided, and every number it was decided by. Never changed once stored.
///
/// @param headline the first line of "why", in plain words
/// @param pipelineRun the training that it started or judged
/// @param next what happens now, in plain words
public record Decision(
    String id,
    String model,
    Instant at,
    Kind kind,
    Outcome outcome,
    String headline,
    Optional<Trigger> trigger,
    Optional<Integer> champion,
    Optional<Integer> challenger,
    Map<String, String> data,
    List<GateResult> gates,
    String policyDigest,
    Optional<String> pipelineRun,
    String next) {
  public Decision {
    data = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(data));
    gates = List.copyOf(gates);
  }

  /// What it was about.
  public enum Kind {
    TRAIN,
    PROMOTE
  }

  /// How it ended.
  public enum Outcome {
    STARTED,
    SUPPRESSED,
    FAILED,
    PROMOTED,
    REFUSED,
    /// Its gates passed, and people have to approve.
    WAITING
  }

  /// What set it off.
  public record Trigger(String type, String reason) {}

  /// What one gate said.
  ///
  /// @param gate `floor` or `better-than-champion`
  /// @param verdict `PASS`, `FAIL`, `INCONCLUSIVE` or `NOT_APPLICABLE`
  /// @param observed the figures
  /// @param expected what was demanded of them
  public record GateResult(
      String gate, String verdict, String says, Map<String, Double> observed, String expected) {
    public GateResult {
      observed = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(observed));
    }
  }
}
