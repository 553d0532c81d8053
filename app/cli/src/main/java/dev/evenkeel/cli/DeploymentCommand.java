package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What serves on a running server, and how its traffic is spread.
@Command(
    name = "deployment",
    description = "Shows what serves on a running server, and spreads traffic over versions.",
    mixinStandardHelpOptions = true)
final class DeploymentCommand implements Runnable {
  @Spec CommandSpec spec;

  DeploymentCommand() {
    spec = CommandSpec.create();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, show or set?");
  }

  @Command(name = "list", description = "Lists what serves.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      JsonNode page = running.get("api/v1/deployments");
      if (server.json) {
        out().println(page);
        return 0;
      }
      TextTable table = new TextTable("MODEL", "STATE", "TRAFFIC", "REQUESTS/S", "P99", "WHY");
      for (JsonNode deployment : page.path("deployments")) {
        table.add(
            deployment.path("model").asString(),
            deployment.path("state").asString(),
            traffic(deployment),
            String.format(
                Locale.ROOT,
                "%.1f",
                deployment
                    .path("versions")
                    .valueStream()
                    .mapToDouble(version -> version.path("perSecond").asDouble())
                    .sum()),
            millis(
                deployment
                    .path("versions")
                    .valueStream()
                    .mapToDouble(version -> version.path("p99Millis").asDouble())
                    .max()
                    .orElse(0)),
            deployment.path("reason").asString(""));
      }
      table.print(out());
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows the versions of a deployment.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      print(running.get("api/v1/deployments/" + RunningServer.part(name)), server);
    }
    return 0;
  }

  @Command(
      name = "set",
      description = "Spreads a model's traffic. What is not said goes back to its default.",
      mixinStandardHelpOptions = true)
  int set(
      @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
      @Option(
              names = "--traffic",
              defaultValue = "",
              paramLabel = "N=PERCENT,...",
              description = "As in 3=90,4=10 (default: all to the champion).")
          String traffic,
      @Option(
              names = "--shadow",
              defaultValue = "",
              paramLabel = "N",
              description = "A version that is asked too, and only compared.")
          String shadow,
      @Option(
              names = "--sticky-field",
              defaultValue = "",
              paramLabel = "FIELD",
              description = "Requests with the same value of it stay with one version.")
          String stickyField,
      @Option(names = "--reason", defaultValue = "", description = "Why; kept with the change.")
          String reason,
      @Mixin ServerMixin server) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!traffic.isEmpty()) {
      body.put("traffic", shares(traffic));
    }
    if (!shadow.isEmpty()) {
      body.put("shadow", shadow);
    }
    body.put("stickyField", stickyField);
    body.put("reason", reason);
    body.put("actor", System.getProperty("user.name", "cli"));
    try (RunningServer running = server.open()) {
      print(running.put("api/v1/deployments/" + RunningServer.part(name), body), server);
    }
    return 0;
  }

  private static Map<String, BigDecimal> shares(String text) {
    Map<String, BigDecimal> shares = new LinkedHashMap<>();
    for (String share : text.split(",", -1)) {
      String[] parts = share.strip().split("=", -1);
      if (parts.length != 2
          || !parts[0].matches("[1-9]\\d{0,8}")
          || !parts[1].matches("\\d{1,3}([.]\\d{1,2})?")
          || shares.put(parts[0], new BigDecimal(parts[1])) != null) {
        throw new Problem(
                Problem.Kind.INPUT,
                "`%s` is no part of the traffic".formatted(Names.abbreviate(share)),
                "--traffic",
                "each version once, with its percent, as in 3=90,4=10",
                "")
            .asException();
      }
    }
    return shares;
  }

  private void print(JsonNode deployment, ServerMixin server) {
    PrintWriter out = out();
    if (server.json) {
      out.println(deployment);
      return;
    }
    out.printf(
        "%s: %s%s%n",
        deployment.path("model").asString(),
        deployment.path("state").asString(),
        because(deployment.path("reason").asString("")));
    TextTable table =
        new TextTable(
            "VERSION", "TRAFFIC", "STATE", "RUNS ON", "MEMORY", "REQUESTS/S", "P50", "P99", "WHY");
    for (JsonNode version : deployment.path("versions")) {
      table.add(
          version.path("number").asString(""),
          percent(version.path("percent").asDouble()),
          version.path("state").asString(),
          version.path("runsOn").asString(""),
          String.format(Locale.ROOT, "%.1f MB", version.path("memoryBytes").asLong() / 1e6),
          String.format(Locale.ROOT, "%.1f", version.path("perSecond").asDouble()),
          millis(version.path("p50Millis").asDouble()),
          millis(version.path("p99Millis").asDouble()),
          version.path("reason").asString(""));
    }
    table.print(out);
    shadow(deployment.path("shadow"));
    String field = deployment.path("stickyField").asString("");
    if (!field.isEmpty()) {
      out.printf("Requests stay with a version by `%s`.%n", field);
    }
  }

  private void shadow(JsonNode shadow) {
    if (shadow.isObject()) {
      out()
          .printf(
              Locale.ROOT,
              "Version %d is the shadow: %d of %d rows agree, mean difference %.4f;"
                  + " %d failed, %d not asked.%n",
              shadow.path("version").asInt(),
              shadow.path("agreed").asLong(),
              shadow.path("rows").asLong(),
              shadow.path("meanDifference").asDouble(),
              shadow.path("failed").asLong(),
              shadow.path("dropped").asLong());
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static String traffic(JsonNode deployment) {
    return deployment
        .path("traffic")
        .propertyStream()
        .map(share -> share.getKey() + "=" + percent(share.getValue().asDouble()))
        .collect(Collectors.joining(", "));
  }

  private static String percent(double percent) {
    return percent == 0
        ? ""
        : BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + " %";
  }

  private static String millis(double millis) {
    return millis == 0 ? "" : String.format(Locale.ROOT, "%.2f ms", millis);
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : ", " + reason;
  }
}
