package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import java.util.Comparator;
import java.util.List;

/// How the requests of a model are spread over its versions.
///
/// @param traffic by version, ascending; none means all to the champion
/// @param shadow a version that is asked too and whose answers only are compared; 0 for none
/// @param stickyField field of the rows by whose value requests stay with a version; empty for none
public record DeploymentSettings(List<Share> traffic, int shadow, String stickyField) {
  /// All of a model's traffic.
  public static final int WHOLE = 10_000;

  private static final int SHARES_MAX = 16;

  public DeploymentSettings {
    traffic = traffic.stream().sorted(Comparator.comparingInt(Share::version)).toList();
    check(traffic, shadow);
  }

  /// A part of the traffic.
  ///
  /// @param weight in hundredths of a percent
  public record Share(int version, int weight) {
    /// For people.
    public double percent() {
      return weight / 100.0;
    }
  }

  /// All to the champion, and nothing else.
  public static DeploymentSettings champion() {
    return new DeploymentSettings(List.of(), 0, "");
  }

  DeploymentSettings withoutSplit() {
    return new DeploymentSettings(List.of(), shadow, stickyField);
  }

  private static void check(List<Share> traffic, int shadow) {
    long distinct = traffic.stream().mapToInt(Share::version).distinct().count();
    int sum = traffic.stream().mapToInt(Share::weight).sum();
    boolean positive = traffic.stream().allMatch(s -> s.weight() > 0 && s.weight() <= WHOLE);
    if (!traffic.isEmpty()
        && (traffic.size() > SHARES_MAX
            || distinct != traffic.size()
            || !positive
            || sum != WHOLE)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the parts of the traffic cannot be used",
              "/traffic",
              "at most 16 versions, each once, whose parts are above 0 and sum up to 100",
              "as in: 3=90,4=10")
          .asException();
    }
    if (shadow < 0 || traffic.stream().anyMatch(share -> share.version() == shadow)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "version %d cannot be the shadow".formatted(shadow),
              "/shadow",
              "a version without traffic",
              "")
          .asException();
    }
  }
}
