package dev.evenkeel.runners;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a step in Java gets; the same that a program gets by files and variables.
public final class JavaStepCall {
  // NaN stays NaN, so that it is refused as a program's is; as text it would pass.
  private static final JsonMapper PLAIN =
      Json.mapper().rebuild().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private final Attempt attempt;
  private final AttemptFolder folder;
  private final Consumer<String> log;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();

  JavaStepCall(Attempt attempt, AttemptFolder folder, Consumer<String> log) {
    this.attempt = attempt;
    this.folder = folder;
    this.log = log;
  }

  /// Of the run, by their names.
  public Map<String, JsonNode> parameters() {
    return attempt.parameters();
  }

  /// A value among the inputs.
  public Optional<JsonNode> value(String input) {
    return attempt.inputs().stream()
        .filter(given -> given.name().equals(input))
        .flatMap(given ->
            given instanceof Input.Value value
                ? java.util.stream.Stream.of(value.value())
                : java.util.stream.Stream.empty())
        .findFirst();
  }

  /// The file or folder of an input.
  public Path input(String name) {
    return folder.in().resolve(name);
  }

  /// Where the file or folder of an output goes.
  public Path output(String name) {
    return folder.out().resolve(name);
  }

  /// Leaves a value.
  public void leave(String output, JsonNode value) {
    values.put(output, value);
  }

  /// Adds a line to the log.
  public void log(String line) {
    log.accept(line);
  }

  void write() throws IOException {
    if (!values.isEmpty()) {
      Files.write(folder.outputsFile(), PLAIN.writeValueAsBytes(values));
    }
  }
}
