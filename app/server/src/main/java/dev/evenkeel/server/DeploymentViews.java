package dev.evenkeel.server;

import dev.evenkeel.console.DeploymentSource;
import dev.evenkeel.console.DeploymentView;
import dev.evenkeel.console.LoopView.Figure;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.ServingOverview;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts what serving knows into the words of the page.
final class DeploymentViews implements DeploymentSource {
  private final Deployments deployments;

  DeploymentViews(Deployments deployments) {
    this.deployments = deployments;
  }

  @Override
  public List<DeploymentView> deployments() {
    return deployments.overview().models().stream().map(DeploymentViews::view).toList();
  }

  private static DeploymentView view(ServingOverview.Model model) {
    List<ServingOverview.Version> versions = model.versions();
    double perSecond = versions.stream().mapToDouble(ServingOverview.Version::perSecond).sum();
    double slowest =
        versions.stream().mapToDouble(ServingOverview.Version::p99Millis).max().orElse(0);
    long failures = versions.stream().mapToLong(ServingOverview.Version::failures).sum();
    long refused =
        versions.stream()
            .flatMap(version -> version.refused().values().stream())
            .mapToLong(Long::longValue)
            .sum();
    return new DeploymentView(
        model.name(),
        status(model),
        tone(model),
        List.of(
            new Figure(number(perSecond), "requests a second, last minute", ""),
            new Figure(millis(slowest), "slowest p99", ""),
            new Figure(String.valueOf(failures), "failed, last minute", failures > 0 ? "bad" : ""),
            new Figure(String.valueOf(refused), "refused so far", "")),
        seconds(versions),
        versions.stream().map(version -> version(model, version)).toList(),
        model.shadow().map(shadow -> shadow(model, shadow)).orElse(""),
        "evenkeel deployment set %s --traffic VERSION=PERCENT,VERSION=PERCENT"
            .formatted(model.name()));
  }

  private static String status(ServingOverview.Model model) {
    if (model.state() == ServingOverview.State.READY && model.reason().isEmpty()) {
      return "answers";
    }
    return model.state() == ServingOverview.State.READY
        ? "answers, but " + model.reason()
        : "does not answer: " + model.reason();
  }

  private static String tone(ServingOverview.Model model) {
    return switch (model.state()) {
      case READY -> model.reason().isEmpty() ? "good" : "warn";
      case LOADING -> "warn";
      case UNAVAILABLE -> "bad";
    };
  }

  private static List<Integer> seconds(List<ServingOverview.Version> versions) {
    int[] sums = new int[60];
    for (ServingOverview.Version version : versions) {
      for (int second = 0; second < Math.min(60, version.lastSeconds().size()); second++) {
        sums[second] += version.lastSeconds().get(second);
      }
    }
    return Arrays.stream(sums).boxed().toList();
  }

  private static DeploymentView.Version version(
      ServingOverview.Model model, ServingOverview.Version version) {
    List<String> aliases = new ArrayList<>();
    for (Map.Entry<String, Integer> alias : model.aliases().entrySet()) {
      if (alias.getValue() == version.number()) {
        aliases.add(alias.getKey());
      }
    }
    return new DeploymentView.Version(
        model.name() + "@" + version.number(),
        version.percent() > 0 ? number(version.percent()) + " %" : "",
        version.state().name(),
        version.reason().isEmpty() ? version.runsOn() : version.reason(),
        bytes(version.memoryBytes()),
        String.format(Locale.ROOT, "%,d", version.requests()),
        millis(version.p50Millis()),
        millis(version.p99Millis()),
        aliases);
  }

  private static String shadow(ServingOverview.Model model, ServingOverview.Shadow shadow) {
    return String.format(
        Locale.ROOT,
        "Shadow %s@%d: the same answer for %,d of %,d rows, mean difference %.4f; %,d not compared.",
        model.name(),
        shadow.version(),
        shadow.agreed(),
        shadow.rows(),
        shadow.meanDifference(),
        shadow.dropped());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 10 || value == 0 ? "%,.0f" : "%.1f", value);
  }

  private static String millis(double value) {
    return value == 0 ? "–" : String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.0f ms", value);
  }

  private static String bytes(long bytes) {
    return bytes == 0 ? "" : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
