package dev.evenkeel.registry;

import dev.evenkeel.access.NewApproval;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What a policy's gates said of a challenger that passed them, for the people who are asked.
///
/// @param verdicts by gate, each with its figures in plain words; empty when no gate was asked
/// @param approvals how many people the policy asks; a protected alias may ask more
/// @param validity how long they have
public record GateReport(Map<String, String> verdicts, int approvals, Duration validity) {
  /// No gate was asked.
  public static final GateReport NONE = new GateReport(Map.of(), 0, NewApproval.VALIDITY);

  public GateReport {
    if (approvals < 0 || approvals > Protection.APPROVALS_MAX) {
      throw new IllegalArgumentException(
          "Cannot ask people: 0 to %d can be asked, got %d"
              .formatted(Protection.APPROVALS_MAX, approvals));
    }
    verdicts = Collections.unmodifiableMap(new TreeMap<>(verdicts));
  }
}
