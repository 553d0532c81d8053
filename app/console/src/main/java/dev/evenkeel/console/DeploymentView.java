package dev.evenkeel.console;

import java.util.List;

/// A deployment as the page shows it, in words.
///
/// @param status one line: what serves, or why nothing does
/// @param tone `good`, `warn` or `bad`
/// @param figures of the last minute
/// @param perSecond requests in each of the last seconds, oldest first
/// @param shadow what the shadow version says; empty without one
/// @param change the command that sets its traffic
public record DeploymentView(
    String model,
    String status,
    String tone,
    List<LoopView.Figure> figures,
    List<Integer> perSecond,
    List<Version> versions,
    String shadow,
    String change) {
  public DeploymentView {
    figures = List.copyOf(figures);
    perSecond = List.copyOf(perSecond);
    versions = List.copyOf(versions);
  }

  /// A version in memory or on its way there.
  ///
  /// @param reference `home-sales@3`
  /// @param share of the traffic, such as `90 %`; empty without one
  /// @param state `READY`, `LOADING`, `UNAVAILABLE`
  /// @param says why it is in that state, or how it runs
  /// @param aliases that point at it
  public record Version(
      String reference,
      String share,
      String state,
      String says,
      String memory,
      String requests,
      String p50,
      String p99,
      List<String> aliases) {
    public Version {
      aliases = List.copyOf(aliases);
    }
  }

  /// The points of the line of requests a second, in a box of 300 by 48.
  public String line() {
    int most = Math.max(1, perSecond.stream().mapToInt(Integer::intValue).max().orElse(1));
    StringBuilder points = new StringBuilder();
    for (int index = 0; index < perSecond.size(); index++) {
      double x = 300.0 * index / Math.max(1, perSecond.size() - 1);
      double y = 46 - 44.0 * perSecond.get(index) / most;
      points.append(String.format(java.util.Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    return points.toString().strip();
  }

  /// What the line shows, for those who do not see it.
  public String lineSays() {
    int most = perSecond.stream().mapToInt(Integer::intValue).max().orElse(0);
    int now = perSecond.isEmpty() ? 0 : perSecond.getLast();
    return "%d requests in the last second, at most %d in a second of the last minute"
        .formatted(now, most);
  }
}
