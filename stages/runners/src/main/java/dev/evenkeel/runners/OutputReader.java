package dev.evenkeel.runners;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what a program left, which is believed in nothing.
final class OutputReader {
  private static final int DOCUMENT_MAX = 1 << 20;
  private static final int FILES_MAX = 100_000;
  private static final String DOCUMENT = "outputs.json";

  // What Python writes for NaN is read, so that the refusal can name where it stands.
  private static final JsonMapper LENIENT =
      Json.mapper().rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path document;
  private final Path out;
  private final List<ExpectedOutput> expected;
  private final long bytesMax;

  OutputReader(AttemptFolder folder, List<ExpectedOutput> expected, long bytesMax) {
    this.document = folder.outputsFile();
    this.out = folder.out();
    this.expected = List.copyOf(expected);
    this.bytesMax = bytesMax;
  }

  /// All that was declared.
  ///
  /// @throws dev.evenkeel.base.ProblemException when something is missing, too large, undeclared or
  ///   no value
  Map<String, Output> read() throws IOException {
    Map<String, JsonNode> values = values();
    for (String name : values.keySet()) {
      if (expected.stream().noneMatch(output -> output.name().equals(name))) {
        throw undeclared(name);
      }
    }
    Map<String, Output> outputs = new LinkedHashMap<>();
    long bytes = 0;
    for (ExpectedOutput output : expected) {
      Output found = one(output, Optional.ofNullable(values.get(output.name())));
      bytes += found instanceof Output.Stored stored ? stored.bytes() : 0;
      outputs.put(output.name(), found);
    }
    if (bytes > bytesMax) {
      throw refused(
          Problem.Kind.TOO_LARGE,
          "the outputs are too large: %,d bytes".formatted(bytes),
          "out/",
          "at most %,d bytes".formatted(bytesMax),
          "write less, or raise the step's limit");
    }
    return outputs;
  }

  private Output one(ExpectedOutput output, Optional<JsonNode> value) throws IOException {
    Path file = out.resolve(output.name());
    return switch (output.kind()) {
      case VALUE -> new Output.Value(value.orElseThrow(() -> missing(output, DOCUMENT)));
      case FILE -> {
        if (value.isPresent()) {
          throw refused(
              Problem.Kind.INPUT,
              "output `%s` is a file, and %s gives it a value".formatted(output.name(), DOCUMENT),
              DOCUMENT,
              "the file out/" + output.name(),
              "");
        }
        yield stored(output, file).orElseThrow(() -> missing(output, "out/" + output.name()));
      }
      case DATASET, MODEL -> {
        Optional<Output> stored = stored(output, file);
        if (stored.isPresent()) {
          yield stored.get();
        }
        JsonNode reference =
            value.orElseThrow(() ->
                missing(output, "out/%s, or a reference in %s".formatted(output.name(), DOCUMENT)));
        if (!reference.isString()) {
          throw refused(
              Problem.Kind.INPUT,
              "output `%s` is no reference".formatted(output.name()),
              DOCUMENT,
              "text that names what the step made",
              "");
        }
        yield new Output.Value(reference);
      }
    };
  }

  private Map<String, JsonNode> values() throws IOException {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    if (!Files.isRegularFile(document, LinkOption.NOFOLLOW_LINKS) || Files.size(document) == 0) {
      return values;
    }
    JsonNode root = document();
    if (!root.isObject()) {
      throw refused(
          Problem.Kind.INPUT,
          "%s is no object".formatted(DOCUMENT),
          DOCUMENT,
          "names of outputs with their values, such as {\"rmse\": 0.31}",
          "");
    }
    root.properties()
        .forEach(property -> {
          finite(property.getKey(), property.getValue());
          values.put(property.getKey(), property.getValue());
        });
    return values;
  }

  private JsonNode document() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(document, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(DOCUMENT_MAX + 1);
    }
    if (bytes.length > DOCUMENT_MAX) {
      throw refused(
          Problem.Kind.TOO_LARGE,
          "%s is too large".formatted(DOCUMENT),
          DOCUMENT,
          "at most 1 MiB of values",
          "write it as a file under out/");
    }
    try {
      return LENIENT.readTree(bytes);
    } catch (JacksonException e) {
      throw Json.refusal(e, DOCUMENT);
    }
  }

  private static void finite(String name, JsonNode value) {
    if (value.isNumber() && !Double.isFinite(Json.number(value))) {
      throw refused(
          Problem.Kind.INPUT,
          "output `%s` is %s".formatted(Names.abbreviate(name), value.asString()),
          DOCUMENT,
          "a finite number",
          "look for a division by zero, or an empty set, in the step");
    }
    if (value.isArray()) {
      int index = 0;
      for (JsonNode element : value) {
        finite(name + "[" + index++ + "]", element);
      }
    }
    value
        .properties()
        .forEach(property -> finite(name + "." + property.getKey(), property.getValue()));
  }

  private Optional<Output> stored(ExpectedOutput output, Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Count count = new Count(output.name());
    Files.walkFileTree(file, count);
    return Optional.of(new Output.Stored(file, count.files, count.bytes));
  }

  private static final class Count extends SimpleFileVisitor<Path> {
    private final String name;
    private int files;
    private long bytes;

    Count(String name) {
      this.name = name;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        // A link would let a step publish what only the server may read.
        throw refused(
            Problem.Kind.INPUT,
            "output `%s` holds a link or a device".formatted(name),
            Names.abbreviate(String.valueOf(file.getFileName())),
            "files and folders",
            "copy what the link points to");
      }
      files++;
      bytes += attributes.size();
      if (files > FILES_MAX) {
        throw refused(
            Problem.Kind.TOO_LARGE,
            "output `%s` has too many files".formatted(name),
            "out/" + name,
            "at most %,d".formatted(FILES_MAX),
            "pack them");
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private ProblemException missing(ExpectedOutput output, String where) {
    return refused(
        Problem.Kind.INPUT,
        "the step ended without its output `%s`".formatted(output.name()),
        where,
        output.kind() == ExpectedOutput.Kind.VALUE
            ? "a value in the file that EVENKEEL_OUTPUTS names"
            : "a file or folder where %s points".formatted(Attempt.variable("OUT", output.name())),
        "write it before the program ends, or do not declare it");
  }

  private ProblemException undeclared(String name) {
    String nearest = Names.nearest(name, expected.stream().map(ExpectedOutput::name).toList());
    return refused(
        Problem.Kind.INPUT,
        "output `%s` was never declared".formatted(Names.abbreviate(name)),
        DOCUMENT,
        expected.isEmpty()
            ? "no output"
            : String.join(", ", expected.stream().map(ExpectedOutput::name).limit(20).toList()),
        nearest.isEmpty() ? "declare it" : "declare it, or write `%s`".formatted(nearest));
  }

  private static ProblemException refused(
      Problem.Kind kind, String what, String where, String expected, String remedy) {
    return new Problem(kind, what, where, expected, remedy).asException();
  }
}
