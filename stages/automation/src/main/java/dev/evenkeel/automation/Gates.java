package dev.evenkeel.automation;

import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.automation.Policy.BetterGate;
import dev.evenkeel.base.Digests;
import dev.evenkeel.models.Comparison;
import dev.evenkeel.models.PairedBootstrap;
import dev.evenkeel.registry.GateReport;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.training.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Judges a challenger by its training run, cheap gates first; a later one runs only while none has
/// failed.
final class Gates {
  private static final String PASS = "PASS";
  private static final String FAIL = "FAIL";
  private static final String INCONCLUSIVE = "INCONCLUSIVE";
  private static final String NOT_APPLICABLE = "NOT_APPLICABLE";

  private final Policy policy;

  Gates(Policy policy) {
    this.policy = policy;
  }

  List<GateResult> judge(TrainingResult result) {
    List<GateResult> results = new ArrayList<>();
    GateResult floor = floor(result);
    results.add(floor);
    if (floor.verdict().equals(PASS)) {
      results.add(better(result, floor));
    }
    return results;
  }

  /// All pass: promote, once those agree whom the policy asks.
  static Verdict verdict(List<GateResult> results, Policy.Approval approval) {
    return verdict(results) instanceof Verdict.Pass(String evidence, _)
        ? new Verdict.Pass(evidence, report(results, approval))
        : verdict(results);
  }

  private static GateReport report(List<GateResult> results, Policy.Approval approval) {
    Map<String, String> verdicts = new TreeMap<>();
    results.forEach(each -> verdicts.put(each.gate(), each.verdict() + ": " + each.says()));
    return new GateReport(verdicts, approval.people(), approval.validity());
  }

  /// All pass: promote. Anything else: the first that did not says why.
  static Verdict verdict(List<GateResult> results) {
    for (GateResult result : results) {
      if (result.verdict().equals(FAIL)) {
        return new Verdict.Fail(result.says());
      }
      if (result.verdict().equals(INCONCLUSIVE)) {
        return new Verdict.Inconclusive(result.says());
      }
    }
    return new Verdict.Pass(results.getLast().says());
  }

  private GateResult floor(TrainingResult result) {
    double floor =
        switch (policy.floor()) {
          case LINEAR -> Math.min(result.baselineLoss(), result.constantLoss());
          case CONSTANT -> result.constantLoss();
        };
    String simpler =
        floor == result.constantLoss() ? "answering always the same" : "a linear model";
    boolean beaten = result.loss() < floor;
    return new GateResult(
        "floor",
        beaten ? PASS : FAIL,
        "%s %s on %,d rows"
            .formatted(beaten ? "beats" : "no better than", simpler, result.holdoutRows()),
        Map.of(
            "loss", result.loss(),
            "baselineLoss", result.baselineLoss(),
            "constantLoss", result.constantLoss()),
        "loss below that of " + simpler);
  }

  private GateResult better(TrainingResult result, GateResult floor) {
    String expected =
        "gain at least %s and surely above 0".formatted(percent(policy.better().gainMin()));
    if (result.champion().isEmpty()) {
      return new GateResult(
          "better-than-champion",
          NOT_APPLICABLE,
          "the first version of its model; it " + floor.says(),
          Map.of(),
          expected);
    }
    if (tooFew(result)) {
      return new GateResult(
          "better-than-champion",
          INCONCLUSIVE,
          "only %,d rows to judge by, %s of the rarest class"
              .formatted(result.holdoutRows(), result.rarestRows().orElse(0)),
          Map.of("n", (double) result.holdoutRows()),
          "at least %,d rows and %d of the rarest class"
              .formatted(policy.holdout().rowsMin(), policy.holdout().rarestMin()));
    }
    return compare(result, result.champion().orElseThrow(), expected);
  }

  private boolean tooFew(TrainingResult result) {
    return result.holdoutRows() < policy.holdout().rowsMin()
        || (result.rarestRows().isPresent()
            && result.rarestRows().getAsInt() < policy.holdout().rarestMin());
  }

  private GateResult compare(
      TrainingResult result, TrainingResult.Champion champion, String expected) {
    Comparison comparison =
        PairedBootstrap.compare(
            champion.championLosses(),
            champion.challengerLosses(),
            seed(result, champion),
            policy.better().resamples());
    BetterGate gate = policy.better();
    String verdict;
    String says;
    if (comparison.lower() > 0 && comparison.gain() >= gate.gainMin()) {
      verdict = PASS;
      says = "better";
    } else if (comparison.upper() <= 0) {
      verdict = FAIL;
      says = "worse";
    } else if (comparison.lower() > 0) {
      verdict = FAIL;
      says = "better, too little to move traffic";
    } else {
      verdict = INCONCLUSIVE;
      says = "not surely better";
    }
    return new GateResult(
        "better-than-champion",
        verdict,
        "%s: loss %s, somewhere between %s and %s, on %,d rows that neither had seen"
            .formatted(
                says,
                lowered(comparison.gain()),
                signed(comparison.lower()),
                signed(comparison.upper()),
                comparison.rows()),
        Map.of(
            "gain", comparison.gain(),
            "lower", comparison.lower(),
            "upper", comparison.upper(),
            "n", (double) comparison.rows()),
        expected);
  }

  /// The verdict repeats: its seed follows from what was compared.
  private long seed(TrainingResult result, TrainingResult.Champion champion) {
    String digest =
        Digests.of(
            "%d|%d|%s|%s|%s|%s"
                .formatted(
                    champion.version(),
                    result.version(),
                    result.dataset(),
                    result.holdoutFrom(),
                    result.holdoutTo(),
                    policy.digest()));
    return Long.parseUnsignedLong(digest.substring("sha256:".length()).substring(0, 16), 16);
  }

  static String lowered(double gain) {
    return "%s by %s".formatted(gain >= 0 ? "lower" : "higher", percent(Math.abs(gain)));
  }

  static String signed(double share) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * share).replace('-', '\u2212');
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
