package dev.evenkeel.contracts.odcs;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A document against the standard's own schema.
final class SchemaCheck {
  /// Beyond this nobody reads on.
  private static final int FINDINGS_MAX = 200;

  private static final int SAID_MAX = 200;

  private static final Set<String> UNKNOWN_KEY =
      Set.of("additionalProperties", "unevaluatedProperties");

  /// Of several ways of which one must fit, the reasons why each does not tell more.
  private static final Set<String> CHOICES = Set.of("oneOf", "anyOf", "if", "allOf");

  private final JsonNode tree;
  private final Places places;
  private final DocumentReader.Mode mode;
  private final Optional<Schema> schema;

  SchemaCheck(JsonNode tree, Places places, DocumentReader.Mode mode) {
    this.tree = tree;
    this.places = places;
    this.mode = mode;
    this.schema =
        tree.isObject() ? Schemas.of(tree.path("apiVersion").asString("")) : Optional.empty();
  }

  /// Whether the document is of a version whose parts we know.
  boolean isReadable() {
    return schema.isPresent();
  }

  List<Finding> findings() {
    if (!tree.isObject()) {
      return error("", "a contract is a mapping", "write `key: value` lines");
    }
    if (schema.isEmpty()) {
      return error(
          "/apiVersion",
          tree.has("apiVersion")
              ? "version `%s` of the standard is not read here"
                  .formatted(Names.abbreviate(tree.path("apiVersion").asString("")))
              : "`apiVersion` is missing",
          "write one of v3.0.0, v3.0.1, v3.0.2, v3.1.0, v3.2.0");
    }
    List<Error> errors =
        schema
            .get()
            .validate(
                tree,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    Map<String, Finding> found = new LinkedHashMap<>();
    boolean isTold = errors.stream().anyMatch(error -> !CHOICES.contains(error.getKeyword()));
    for (Error error : errors) {
      boolean isChoice = CHOICES.contains(error.getKeyword());
      if (found.size() < FINDINGS_MAX && (!isTold || !isChoice) && !isConsequence(error)) {
        Finding finding = finding(error);
        found.putIfAbsent(finding.pointer(), finding);
      }
    }
    return new ArrayList<>(found.values());
  }

  private boolean isConsequence(Error error) {
    return UNKNOWN_KEY.contains(error.getKeyword())
        && error.getProperty() != null
        && KnownKeys.isKnown(
            tree.path("apiVersion").asString(""),
            String.valueOf(error.getInstanceLocation()),
            error.getProperty());
  }

  private List<Finding> error(String pointer, String what, String remedy) {
    return new ArrayList<>(List.of(places.finding(Finding.Level.ERROR, pointer, what, remedy)));
  }

  private Finding finding(Error error) {
    String pointer = String.valueOf(error.getInstanceLocation());
    String keyword = String.valueOf(error.getKeyword());
    if (UNKNOWN_KEY.contains(keyword) && error.getProperty() != null) {
      return unknownKey(pointer, error.getProperty());
    }
    if (keyword.equals("required") && error.getProperty() != null) {
      return places.finding(
          Finding.Level.ERROR,
          pointer,
          "`%s` is missing".formatted(error.getProperty()),
          "add a line `%s: …`".formatted(error.getProperty()));
    }
    boolean isType = keyword.equals("type");
    Finding.Level level =
        isType && mode == DocumentReader.Mode.TOLERANT
            ? Finding.Level.WARNING
            : Finding.Level.ERROR;
    return places.finding(
        level, pointer, message(error, pointer), isType ? quoting(error) : nearest(error));
  }

  private Finding unknownKey(String pointer, String key) {
    String step = key.replace("~", "~0").replace("/", "~1");
    String near = Names.nearest(key, KnownKeys.ALL);
    return places.finding(
        mode == DocumentReader.Mode.STRICT ? Finding.Level.ERROR : Finding.Level.WARNING,
        pointer + "/" + step,
        "key `%s` is not in the standard here".formatted(Names.abbreviate(key)),
        near.isEmpty() || near.equals(key)
            ? "put it under `customProperties`"
            : "write `%s`, or put it under `customProperties`".formatted(near));
  }

  /// The library's sentence with the key in place of the path, which we tell by line.
  private static String message(Error error, String pointer) {
    String message = String.valueOf(error.getMessage());
    String said = message.substring(message.indexOf(": ") + 1).strip();
    String shown = said.length() <= SAID_MAX ? said : said.substring(0, SAID_MAX) + "...";
    String key = pointer.substring(pointer.lastIndexOf('/') + 1);
    return (key.isEmpty() || key.matches("\\d+") ? "the value " : "`%s` ".formatted(key))
        + shown.replaceAll("\\p{C}", "?");
  }

  /// Of several words of which one must be written, the one that was probably meant.
  private static String nearest(Error error) {
    JsonNode given = error.getInstanceNode();
    JsonNode words = error.getSchemaNode();
    if (!String.valueOf(error.getKeyword()).equals("enum")
        || given == null
        || words == null
        || !given.isString()) {
      return "";
    }
    List<String> known = words.valueStream().map(word -> word.asString("")).toList();
    String near = Names.nearest(given.asString(), known);
    return near.isEmpty() ? "" : "write `%s`".formatted(near);
  }

  private static String quoting(Error error) {
    JsonNode given = error.getInstanceNode();
    boolean isScalar = given != null && given.isValueNode() && !given.isNull();
    return isScalar && !given.isString() ? "put it into quotes if it is meant as text" : "";
  }
}
