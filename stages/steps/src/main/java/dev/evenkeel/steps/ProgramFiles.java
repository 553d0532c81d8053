package dev.evenkeel.steps;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.runners.ExpectedOutput;
import dev.evenkeel.runners.Input;
import dev.evenkeel.runners.Output;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.tables.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Lays what a step is given down as files and values for a program, and takes what the program
/// left as what a step answers.
final class ProgramFiles {
  private static final String MLFLOW_MODEL = "models:/";

  private final Datasets datasets;
  private final Versions versions;
  private final Models models;
  private final BlobStore blobs;

  ProgramFiles(Datasets datasets, Models models, BlobStore blobs) {
    this.datasets = datasets;
    this.versions = new Versions(datasets);
    this.models = models;
    this.blobs = blobs;
  }

  /// The inputs of an attempt.
  ///
  /// @param folder where files may lie until the program has them
  List<Input> inputs(StepContext context, Path folder) {
    List<Input> inputs = new ArrayList<>();
    context
        .step()
        .inputs()
        .forEach((name, value) -> {
          PortType type =
              Optional.ofNullable(context.step().types().get(name))
                  .orElse(PortType.of(ValueType.TEXT));
          inputs.add(
              type.isList() || !isFile(type.type())
                  ? new Input.Value(name, StringNode.valueOf(value))
                  : new Input.Files(name, List.of(item(type.type(), value, folder.resolve(name)))));
        });
    return inputs;
  }

  private static boolean isFile(ValueType type) {
    return switch (type) {
      case DATASET, MODEL, FILE -> true;
      case TEXT, INTEGER, NUMBER, BOOLEAN, DATE, TIMESTAMP -> false;
    };
  }

  private Input.Item item(ValueType type, String value, Path file) {
    try {
      switch (type) {
        case DATASET -> datasets.exports().parquet(versions.of(value), file);
        case MODEL -> Files.write(file, models.artifact(model(value)));
        case FILE -> copy(value, file);
        case TEXT, INTEGER, NUMBER, BOOLEAN, DATE, TIMESTAMP ->
            throw new IllegalArgumentException("Cannot lay out a file: it is of type " + type);
      }
      return new Input.Item("", file.toUri(), "", Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(String digest, Path file) throws IOException {
    try (InputStream content =
        blobs
            .get(digest)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "file %s is gone".formatted(digest),
                        "run the step that makes it again")
                    .asException())) {
      Files.copy(content, file);
    }
  }

  private ModelVersion model(String reference) {
    int at = reference.lastIndexOf('@');
    return models
        .version(reference.substring(0, at), Integer.parseInt(reference.substring(at + 1)))
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "model version %s does not exist".formatted(reference),
                    "look at the versions of the model")
                .asException());
  }

  /// What a program must leave.
  static List<ExpectedOutput> expected(Map<String, PortType> declared) {
    List<ExpectedOutput> expected = new ArrayList<>();
    declared.forEach((name, type) ->
        expected.add(
            new ExpectedOutput(
                name,
                type.isList()
                    ? ExpectedOutput.Kind.VALUE
                    : switch (type.type()) {
                      case DATASET -> ExpectedOutput.Kind.DATASET;
                      case MODEL -> ExpectedOutput.Kind.MODEL;
                      case FILE -> ExpectedOutput.Kind.FILE;
                      case TEXT, INTEGER, NUMBER, BOOLEAN, DATE, TIMESTAMP ->
                          ExpectedOutput.Kind.VALUE;
                    })));
    return expected;
  }

  /// What a step answers by what its program left.
  Map<String, String> answers(StepContext context, Map<String, Output> left) {
    Map<String, String> answers = new TreeMap<>();
    left.forEach((name, output) -> {
      PortType type = Objects.requireNonNull(context.step().declared().get(name));
      answers.put(
          name,
          switch (output) {
            case Output.Value(JsonNode value) -> value(type, value);
            case Output.Stored(Path path, int files, _) -> stored(context, name, type, path, files);
          });
    });
    return answers;
  }

  private static String value(PortType type, JsonNode value) {
    if (type.isList() || !value.isValueNode()) {
      return value.toString();
    }
    String text = value.asString();
    return type.type() == ValueType.MODEL && text.startsWith(MLFLOW_MODEL)
        ? text.substring(MLFLOW_MODEL.length()).replace('/', '@')
        : text;
  }

  private String stored(StepContext context, String name, PortType type, Path path, int files) {
    if (files != 1 || !Files.isRegularFile(path)) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "output `%s` is a folder".formatted(name),
              "write one file, an archive for instance")
          .asException();
    }
    return switch (type.type()) {
      case DATASET -> published(context, dataset(context, name), path);
      case FILE -> put(path);
      case MODEL ->
          throw Problem.of(
                  Problem.Kind.UNSUPPORTED,
                  "output `%s`: a model's file alone says nothing of its inputs".formatted(name),
                  "log and register it by the MLflow client, and answer `models:/NAME/VERSION`; or"
                      + " declare the output as `file`")
              .asException();
      case TEXT, INTEGER, NUMBER, BOOLEAN, DATE, TIMESTAMP ->
          throw new IllegalArgumentException(
              "Cannot take a file: output %s is a value".formatted(name));
    };
  }

  /// A program's output is named after the port, so its first bytes say what kind of table it is.
  private String published(StepContext context, String dataset, Path path) {
    try (Scratch scratch = Scratch.create()) {
      Path named = scratch.folder().resolve("rows" + suffix(path));
      Files.createSymbolicLink(named, path);
      return versions.publish(context, dataset, named);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String suffix(Path path) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      String begin = new String(content.readNBytes(4), StandardCharsets.ISO_8859_1);
      if (begin.equals("PAR1")) {
        return ".parquet";
      }
      return begin.startsWith("{") ? ".jsonl" : ".csv";
    }
  }

  private String put(Path path) {
    try (InputStream content = Files.newInputStream(path)) {
      return blobs.put(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Which dataset an output becomes a version of: as the step's setting `into` says, or named
  /// after pipeline, step and output.
  private static String dataset(StepContext context, String output) {
    String into = context.with().getOrDefault("into", "");
    String step = context.step().name().replaceAll("[^A-Za-z0-9_-]", "-");
    return Names.check(
        "dataset",
        into.isEmpty()
            ? "%s-%s-%s".formatted(context.pipeline(), step, output).toLowerCase(Locale.ROOT)
            : into);
  }
}
