package dev.evenkeel.pipelines.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.Yaml.Mapping;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.Yaml.Sequence;
import dev.evenkeel.base.Yaml.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The schema by which editors complete pipelines says what the reader says.
class PipelineSchemaTest {
  private static final Path FILE = Path.of("../../docs/schemas/pipeline-1.schema.json");
  private static final String ALL =
      """
      version: 1
      name: card-fraud
      params: {week: date, floor: {type: number, default: 0.9}, names: "text[]"}
      schedule: {cron: "30 2 * * MON", zone: Europe/Oslo, catchUp: latest}
      partition: {by: week, every: 7d}
      concurrency: {key: fraud, max: 2}
      priority: 5
      deadline: 3h
      triggers: [{alert: m, type: DRIFT}, {dataset: d}, {model: m, alias: a}, {webhook: w}, {pipeline: p}]
      steps:
        load:
        split:
          python: split.py
          in: {week: params.week, rows: load.rows}
          out: {fit: dataset, parts: "number[]"}
          with: {share: 0.8, columns: [a, b]}
          cpu: 2
          gpu: 1
          memory: 4Gi
          timeout: 15min
          cache: 7d
          runner: process
          image: python
          env: {MODE: fast}
          secrets: {TOKEN: bank}
        fit:
          each: {of: [4, 6], parallel: 2}
          in: {depth: item, data: split.fit}
          out: {model: model}
          retry: {max: 2, backoff: 20s, factor: 3, backoffMax: 5min, jitter: 10%}
        best: {java: bank.Best, in: {models: "fit[*].model"}, out: {auc: number}, cache: content}
        publish: {uses: register, after: [best], when: best.auc >= params.floor, optional: true, approve: {role: admin, within: 1d}}
        tell: {each: split.parts, notify: "https://example.com", after: [publish]}
      """;

  private final JsonNode root = json();
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(root);

  private static JsonNode json() {
    try {
      return Json.parse(Files.readAllBytes(FILE), FILE.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Error> errors(String yaml) {
    return schema.validate(node(Yaml.parse(yaml, "p.yaml")));
  }

  private static boolean reads(String yaml) {
    try {
      PipelineReader.read(yaml, "p.yaml");
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  /// What an editor makes of a document, by YAML's core schema.
  private static JsonNode node(Value value) {
    return switch (value) {
      case Scalar scalar -> node(scalar);
      case Sequence sequence -> {
        var array = JsonNodeFactory.instance.arrayNode();
        sequence.items().forEach(item -> array.add(node(item)));
        yield array;
      }
      case Mapping mapping -> {
        var object = JsonNodeFactory.instance.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, node(entry)));
        yield object;
      }
    };
  }

  private static JsonNode node(Scalar scalar) {
    String text = scalar.text();
    if (scalar.isNull()) {
      return JsonNodeFactory.instance.nullNode();
    }
    if (scalar.isPlain() && (text.equals("true") || text.equals("false"))) {
      return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
    }
    if (scalar.isPlain() && ValueType.INTEGER.refuse(text).isEmpty()) {
      return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
    }
    return scalar.isPlain() && ValueType.NUMBER.refuse(text).isEmpty()
        ? JsonNodeFactory.instance.numberNode(Double.parseDouble(text))
        : JsonNodeFactory.instance.stringNode(text);
  }

  @Test
  void takesAllThatTheGrammarHas() {
    assertThat(reads(ALL)).isTrue();
    assertThat(errors(ALL)).isEmpty();
  }

  @Test
  void takesEveryExample() throws IOException {
    List<Path> examples;
    try (Stream<Path> files = Files.walk(Path.of("../../examples"))) {
      examples =
          files
              .filter(file -> file.toString().matches(".*/pipelines/[^/]*\\.yaml"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
    }

    assertThat(examples).isNotEmpty();
    for (Path example : examples) {
      assertThat(errors(Files.readString(example))).as(example.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: 1 -> version: 2",
        "name: card-fraud -> nmae: card-fraud",
        "name: card-fraud -> name: a/b",
        "week: date -> week: dat",
        "week: date -> we.ek: date",
        "type: number -> typ: number",
        "cron: -> corn:",
        "latest -> later",
        "by: week -> bye: week",
        "max: 2} -> max: 0}",
        "priority: 5 -> priority: 1001",
        "deadline: 3h -> deadline: 3 hours",
        "{webhook: w} -> {hook: w}",
        "alias: a -> aliass: a",
        "alert: m, -> alert: m, dataset: d, x: y,",
        "python: split.py -> pyhton: split.py",
        "python: split.py -> {}",
        "load.rows -> load",
        "fit: dataset -> fit: datasets",
        "parts: \"number[]\" -> parts: \"number[][]\"",
        "cpu: 2 -> cpu: many",
        "cpu: 2 -> cpu: -1",
        "memory: 4Gi -> memory: 4GB",
        "15min -> 15 minutes",
        "cache: 7d -> cache: always",
        "MODE: fast -> 1MODE: fast",
        "MODE: fast -> MODE: [fast]",
        "parallel: 2 -> paralel: 2",
        "parallel: 2 -> parallel: 0",
        "of: [4, 6] -> of: []",
        "jitter: 10% -> jitter: 2",
        "max: 2, -> max: 101,",
        "depth: item -> depth: items",
        "optional: true -> optional: yes",
        "role: admin -> role: boss",
        "role: admin, -> ''",
        "after: [best] -> after: best",
        "uses: register -> uses: register, sql: x",
        "java: bank.Best -> java: bank.Best, exec: ./best",
        "load: -> load: 7",
        "load: -> 'lo ad':",
      })
  void refusesWhatTheReaderRefuses(String change) {
    String[] parts = change.split(" -> ", 2);
    String wrong =
        ALL.replaceFirst(
            Pattern.quote(parts[0]), Matcher.quoteReplacement(parts[1].replace("''", "")));

    assertThat(wrong).isNotEqualTo(ALL);
    assertThat(reads(wrong)).isFalse();
    assertThat(schemaOrYamlRefuses(wrong)).isTrue();
  }

  private boolean schemaOrYamlRefuses(String yaml) {
    try {
      return !errors(yaml).isEmpty();
    } catch (ProblemException e) {
      return true;
    }
  }

  @Test
  void takesEveryPipelineOfChance() {
    Seeds.each(
        2_000,
        random -> assertThat(errors(new RandomPipelines(random).pipeline().canonical())).isEmpty());
  }

  @Test
  void takesWhateverTheReaderTakes() {
    byte[] valid = ALL.getBytes(StandardCharsets.UTF_8);
    byte[] letters = "abdeilmnoprstux0159[]{},:-\"' \n%.".getBytes(StandardCharsets.UTF_8);
    int[] read = {0};
    Seeds.each(
        10_000,
        random -> {
          byte[] changed = valid.clone();
          for (int change = random.nextInt(2); change >= 0; change--) {
            changed[random.nextInt(changed.length)] = letters[random.nextInt(letters.length)];
          }
          String yaml = new String(changed, StandardCharsets.UTF_8);
          if (reads(yaml)) {
            read[0]++;
            assertThat(errors(yaml)).as(yaml).isEmpty();
          }
        });
    assertThat(read[0]).isGreaterThan(500);
  }

  @Test
  void describesEveryKey() {
    Map<String, JsonNode> undescribed = new LinkedHashMap<>();
    List<JsonNode> left = new ArrayList<>(List.of(root));
    while (!left.isEmpty()) {
      JsonNode node = left.removeLast();
      node.path("properties")
          .properties()
          .forEach(property -> {
            boolean isCondition = property.getValue().has("not");
            if (!isCondition
                && !property.getValue().has("description")
                && !property.getValue().has("$ref")) {
              undescribed.put(property.getKey(), property.getValue());
            }
          });
      node.forEach(left::add);
    }

    assertThat(undescribed).isEmpty();
  }
}
