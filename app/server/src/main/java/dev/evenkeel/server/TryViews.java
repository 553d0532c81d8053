package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.console.TrySource;
import dev.evenkeel.console.TryView;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.ExampleRow;
import dev.evenkeel.serving.Selector;
import dev.evenkeel.serving.ServingRoutes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the try-it page sees of serving: it asks the same endpoint as every client.
final class TryViews implements TrySource {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,99})(\\.\\d{1,100})?([eE][+-]?\\d{1,5})?");
  private static final int BARS_MAX = 12;

  private final Models models;
  private final Deployments deployments;
  private final ServingRoutes serving;
  private final Supplier<String> address;

  /// @param address of this server, for the command
  TryViews(
      Models models, Deployments deployments, ServingRoutes serving, Supplier<String> address) {
    this.models = models;
    this.deployments = deployments;
    this.serving = serving;
    this.address = address;
  }

  @Override
  public List<String> models() {
    return models.models();
  }

  @Override
  public Optional<TryView.Form> form(String model) {
    return models.champion(model).map(this::form);
  }

  private TryView.Form form(ModelVersion version) {
    Map<String, @Nullable Object> example = example(version);
    List<TryView.Field> fields = new ArrayList<>();
    for (Property input : version.description().signature().inputs()) {
      Object value = example.get(input.name());
      boolean hard = input.allowedSeverity() == Severity.ERROR;
      List<String> allowed =
          input.type() == LogicalType.BOOLEAN ? List.of("true", "false") : input.allowed();
      fields.add(
          new TryView.Field(
              input.name(),
              hint(input),
              input.description(),
              input.required(),
              hard ? allowed : List.of(),
              hard ? List.of() : allowed,
              value == null ? "" : String.valueOf(value)));
    }
    return new TryView.Form(version.model(), version.toString(), fields);
  }

  /// Nothing where the version does not answer; the page says why when it is asked.
  private Map<String, @Nullable Object> example(ModelVersion version) {
    try {
      return ExampleRow.of(
              models, deployments, version.model(), new Selector.Version(version.number()))
          .orElse(Map.of());
    } catch (ProblemException e) {
      return Map.of();
    }
  }

  private static String hint(Property input) {
    StringBuilder hint = new StringBuilder(input.type().written());
    if (!input.format().isEmpty()) {
      hint.append(" written as ").append(input.format());
    }
    input.minimum().ifPresent(least -> hint.append(", at least ").append(plain(least)));
    input.maximum().ifPresent(most -> hint.append(", at most ").append(plain(most)));
    return hint.append(input.required() ? "" : ", may be empty").toString();
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  @Override
  public TryView.Answer ask(String model, Map<String, String> typed) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    Map<String, LogicalType> types = new LinkedHashMap<>();
    models
        .champion(model)
        .ifPresent(version ->
            version
                .description()
                .signature()
                .inputs()
                .forEach(input -> types.put(input.name(), input.type())));
    typed.forEach((name, text) -> row.put(name, value(types.get(name), text)));
    String curl = curl(model, row);
    byte[] body = Json.write(Map.of("instances", List.of(row), "explain", true));
    try {
      Reply.Whole reply = (Reply.Whole) serving.predict(model, body);
      JsonNode answer = Json.parse(reply.body(), "the answer");
      return reply.status() == 200
          ? answered(answer.path("predictions").path(0), curl)
          : refused(problems(answer), curl);
    } catch (ProblemException e) {
      Problem problem = e.problem();
      return refused(List.of(problem.what() + "; " + problem.remedy()), curl);
    }
  }

  private static @Nullable Object value(@Nullable LogicalType type, String text) {
    if (text.isEmpty() || type == null) {
      return null;
    }
    return switch (type) {
      case BOOLEAN ->
          text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
      case INTEGER, NUMBER -> NUMBER.matcher(text).matches() ? Json.mapper().readTree(text) : text;
      case STRING, DATE, TIMESTAMP -> text;
    };
  }

  private String curl(String model, Map<String, @Nullable Object> row) {
    String body = Json.text(Map.of("instances", List.of(row))).replace("'", "'\\''");
    return "curl '%s/v1/models/%s:predict?explain=true' \\\n  -H 'Content-Type: application/json' \\\n  -d '%s'"
        .formatted(address.get(), model, body);
  }

  private static List<String> problems(JsonNode problem) {
    return problem
        .path("errors")
        .valueStream()
        .map(error ->
            "%s: expected %s, found %s"
                .formatted(
                    error.path("pointer").asString("").replaceFirst("^/instances/0/?", ""),
                    error.path("expected").asString(""),
                    error.path("found").asString("")))
        .toList();
  }

  private static TryView.Answer refused(List<String> problems, String curl) {
    return new TryView.Answer(
        "", "", List.of(), problems, List.of(), List.of(), List.of(), "", "", curl);
  }

  private static TryView.Answer answered(JsonNode prediction, String curl) {
    JsonNode explanation = prediction.path("explanation");
    return new TryView.Answer(
        prediction.path("label").asString(""),
        prediction.has("value") ? prediction.path("value").asString("") : "",
        probabilities(prediction.path("probabilities")),
        List.of(),
        texts(prediction.path("warnings")),
        contributions(explanation.path("contributions")),
        texts(explanation.path("reasons")),
        explanation.path("reason").asString(""),
        prediction.path("predictionId").asString(""),
        curl);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(text -> text.asString("")).toList();
  }

  private static List<TryView.Bar> probabilities(JsonNode probabilities) {
    return probabilities
        .propertyStream()
        .map(each ->
            new TryView.Bar(
                each.getKey(),
                each.getValue().asDouble(),
                String.format(Locale.ROOT, "%.1f %%", 100 * each.getValue().asDouble())))
        .toList();
  }

  /// The largest, in their order; a thousand bars are no picture.
  private static List<TryView.Bar> contributions(JsonNode contributions) {
    double most =
        contributions
            .valueStream()
            .mapToDouble(each -> Math.abs(each.path("contribution").asDouble()))
            .max()
            .orElse(0);
    return contributions
        .valueStream()
        .limit(BARS_MAX)
        .map(each -> {
          double amount = each.path("contribution").asDouble();
          return new TryView.Bar(
              each.path("feature").asString(""),
              most == 0 ? 0 : amount / most,
              String.format(Locale.ROOT, "%+.3g", amount));
        })
        .toList();
  }
}
