package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.models.ModelDescription;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/// In what a model was trained: the versions of what computed it, and the kind of machine.
final class TrainingEnvironment {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  /// As XGBoost ends its own files.
  private static final Pattern XGBOOST =
      Pattern.compile("\"version\":\\[(\\d{1,6}),(\\d{1,6}),(\\d{1,6})]");

  private TrainingEnvironment() {}

  /// Of a model that was trained just now, here.
  static Map<String, String> of(Trained trained) {
    Map<String, String> environment = new TreeMap<>();
    Optional.ofNullable(TrainingEnvironment.class.getPackage().getImplementationVersion())
        .ifPresent(version -> environment.put("evenkeel", version));
    environment.put("java", Runtime.version().toString());
    environment.put(
        "machine", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    if (!trained.format().equals(ModelDescription.LINEAR_JSON)) {
      xgboost(trained.artifact()).ifPresent(version -> environment.put("xgboost", version));
    }
    return environment;
  }

  /// As a `train` step answered it.
  static Map<String, String> read(String json) {
    return Json.read(json, TEXTS);
  }

  private static Optional<String> xgboost(byte[] artifact) {
    int from = Math.max(0, artifact.length - 200);
    Matcher matcher =
        XGBOOST.matcher(
            new String(artifact, from, artifact.length - from, StandardCharsets.ISO_8859_1));
    return matcher.find()
        ? Optional.of("%s.%s.%s".formatted(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }
}
