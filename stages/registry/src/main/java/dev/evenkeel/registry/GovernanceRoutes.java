package dev.evenkeel.registry;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The addresses that explain versions: lineage, cards and comparison.
public final class GovernanceRoutes {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int COMPARED_MAX = 20;
  private static final String NUMBER = "[1-9]\\d{0,8}";
  private static final String VERSION = "/api/v1/models/{name}/versions/{version}";

  private final Lineage lineage;
  private final Cards cards;

  public GovernanceRoutes(Lineage lineage, Cards cards) {
    this.lineage = lineage;
    this.cards = cards;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(VERSION + "/lineage", "What a version was made of", this::lineage)
            .needs(Role.VIEWER),
        Route.get("/api/v1/lineage", "Versions that were made of something", this::made)
            .needs(Role.VIEWER),
        Route.get("/api/v1/models/{name}/compare", "Versions side by side", this::compare)
            .needs(Role.VIEWER),
        Route.get(VERSION + "/card", "A version's card", this::card).needs(Role.VIEWER),
        new Route("PUT", VERSION + "/card", "Write a version's card", this::write)
            .needs(Role.EDITOR),
        Route.get("/api/v1/models/{name}/card", "A model's card", this::modelCard)
            .needs(Role.VIEWER),
        new Route("PUT", "/api/v1/models/{name}/card", "Write a model's card", this::writeModel)
            .needs(Role.EDITOR));
  }

  private Reply lineage(Request request) {
    return Reply.json(json(lineage.of(request.path("name"), number(request.path("version")))));
  }

  private Reply made(Request request) {
    return Reply.json(json(lineage.from(request.query("subject").orElse(""))));
  }

  private static Map<String, Object> json(LineageGraph graph) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", graph.subject());
    json.put(
        "nodes",
        graph.nodes().stream()
            .map(node -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("id", node.id());
              one.put("type", node.type().name());
              one.put("name", node.name());
              one.put("facets", node.facets());
              return one;
            })
            .toList());
    json.put("edges", graph.edges());
    json.put("missing", graph.missing());
    return json;
  }

  private Reply compare(Request request) {
    String model = request.path("name");
    List<Integer> numbers = numbers(request.query("versions").orElse(""));
    return Reply.json(
        VersionComparison.of(numbers.stream().map(number -> lineage.facts(model, number)).toList())
            .json());
  }

  /// The numbers of a comparison, each once: `1,2`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when they are not two to twenty
  public static List<Integer> numbers(String text) {
    List<Integer> numbers =
        text.length() > 250
            ? List.of()
            : Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(GovernanceRoutes::number)
                .distinct()
                .toList();
    if (numbers.size() < 2 || numbers.size() > COMPARED_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` names no versions to compare".formatted(Names.abbreviate(text)),
              "query parameter `versions`",
              "two to twenty numbers, as in 1,2",
              "")
          .asException();
    }
    return numbers;
  }

  private Reply card(Request request) {
    String model = request.path("name");
    int number = number(request.path("version"));
    String written = cards.ofVersion(model, number);
    String whole = CardText.of(written, lineage.facts(model, number));
    if (asksMarkdown(request)) {
      return markdown(whole);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("version", number);
    json.put("written", written);
    json.put("card", whole);
    return Reply.json(json);
  }

  private Reply modelCard(Request request) {
    String model = request.path("name");
    String written = cards.ofModel(model);
    return asksMarkdown(request)
        ? markdown(written)
        : Reply.json(Map.of("model", model, "written", written));
  }

  private static boolean asksMarkdown(Request request) {
    return request.header("Accept").orElse("").toLowerCase(Locale.ROOT).contains("text/markdown");
  }

  private static Reply markdown(String text) {
    return new Reply.Whole(
        200,
        "text/markdown; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8),
        Map.of("X-Content-Type-Options", "nosniff"));
  }

  private Reply write(Request request) {
    String model = request.path("name");
    int number = number(request.path("version"));
    cards.writeVersion(model, number, sent(request));
    return Reply.json(Map.of("model", model, "version", number, "written", true));
  }

  private Reply writeModel(Request request) {
    String model = request.path("name");
    cards.writeModel(model, sent(request));
    return Reply.json(Map.of("model", model, "written", true));
  }

  private static String sent(Request request) {
    byte[] body = request.body(BODY_BYTES_MAX);
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      return new String(body, StandardCharsets.UTF_8);
    }
    JsonNode text = Json.parse(body, "the request's body").path("card");
    if (!text.isString()) {
      throw new Problem(
              Problem.Kind.INPUT, "the card is missing", "/card", "a text in Markdown", "")
          .asException();
    }
    return text.stringValue();
  }

  private static int number(String text) {
    if (!text.matches(NUMBER)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no version".formatted(Names.abbreviate(text)),
              "",
              "a number from 1",
              "")
          .asException();
    }
    return Integer.parseInt(text);
  }
}
