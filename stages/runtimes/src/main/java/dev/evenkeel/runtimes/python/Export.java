package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.processes.Child;
import dev.evenkeel.processes.Ended;
import dev.evenkeel.processes.Launch;
import dev.evenkeel.processes.Limits;
import dev.evenkeel.processes.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a child process made of a model: forms that need no Python, best first.
///
/// @param failures why there are not more
/// @param sample rows of the training data
record Export(List<Candidate> candidates, List<String> failures, Optional<Frame> sample) {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Limits LIMITS = new Limits(4L << 30, 1L << 30, 32, 10);
  private static final long EXPORT_MAX = 512L << 20;
  private static final long DOCUMENT_MAX = 16L << 20;
  private static final int TEXT_MAX = 400;
  private static final int FAILURES_MAX = 8;

  // The names that our script gives, and no other.
  private static final Map<String, String> FORMATS =
      Map.of(
          "model.ubj", ModelDescription.XGBOOST_UBJ,
          "model.txt", ModelDescription.LIGHTGBM_TEXT,
          "converted-double.onnx", ModelDescription.ONNX,
          "converted-float.onnx", ModelDescription.ONNX);

  Export {
    candidates = List.copyOf(candidates);
    failures = List.copyOf(failures);
  }

  /// One form.
  @SuppressWarnings("ArrayRecordComponent")
  record Candidate(String name, String format, byte[] bytes) {}

  /// Runs the script and reads what it left, of which nothing is trusted.
  static Export make(Workplace workplace, LoggedModel model, Path python) {
    try {
      Path facts = workplace.directory().resolve("facts.json");
      Files.write(facts, Json.write(model.facts()));
      List<String> command =
          new ArrayList<>(Scripts.command(python, workplace.directory(), Scripts.CONVERT));
      command.add(facts.toString());
      try (Child child = workplace.start(new Launch(command, Scripts.ONE_THREAD, LIMITS))) {
        Ended ended = child.waitFor(LONGEST);
        return ended.succeeded()
            ? read(child.directory(), model)
            : failed("the export " + ended.why());
      }
    } catch (IOException | RuntimeException e) {
      return failed("the export left nothing that can be read");
    }
  }

  static Export failed(String why) {
    return new Export(List.of(), List.of(why), Optional.empty());
  }

  private static Export read(Path directory, LoggedModel model) throws IOException {
    JsonNode result = Json.parse(bytes(directory, "result.json", DOCUMENT_MAX), "result.json");
    List<Candidate> candidates = new ArrayList<>();
    for (JsonNode each : result.path("candidates")) {
      String name = each.path("file").asString("");
      String format = FORMATS.get(name);
      if (format != null && candidates.size() < FORMATS.size()) {
        candidates.add(new Candidate(name, format, bytes(directory, name, EXPORT_MAX)));
      }
    }
    List<String> failures = new ArrayList<>();
    for (JsonNode each : result.path("failures")) {
      String text = each.asString("");
      if (failures.size() < FAILURES_MAX) {
        failures.add(text.substring(0, Math.min(TEXT_MAX, text.length())));
      }
    }
    Optional<Frame> sample =
        Files.exists(directory.resolve("sample.json"))
            ? Optional.of(
                    SplitJson.read(
                        bytes(directory, "sample.json", DOCUMENT_MAX),
                        model.columns(),
                        "sample.json"))
                .filter(rows -> rows.rows() > 0)
            : Optional.empty();
    return new Export(candidates, failures, sample);
  }

  private static byte[] bytes(Path directory, String name, long longest) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > longest) {
      throw new IOException(name + " is no file of honest size");
    }
    return Files.readAllBytes(file);
  }
}
