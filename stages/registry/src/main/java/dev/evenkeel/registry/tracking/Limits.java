package dev.evenkeel.registry.tracking;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.List;
import java.util.regex.Pattern;

/// What a client may say, by MLflow's rules (`mlflow/utils/validation.py`). Lengths count
/// characters as MLflow does: one for each code point.
final class Limits {
  static final int KEY = 250;
  static final int PARAM_VALUE = 6_000;
  static final int TAG_VALUE = 8_000;
  static final int EXPERIMENT_NAME = 500;
  static final int EXPERIMENT_TAG_VALUE = 5_000;
  static final int METRICS = 1_000;
  static final int PARAMS = 100;
  static final int TAGS = 100;
  static final int ENTITIES = 1_000;
  static final int DATASETS = 1_000;
  static final int MODELS = 1_000;

  /// What MLflow leaves open for a creation, which no honest client comes near.
  static final int TAGS_AT_CREATION = 1_000;

  static final int DATASET_NAME = 500;
  static final int DATASET_DIGEST = 36;

  private static final int DATASET_SOURCE_TYPE = 36;
  private static final int DATASET_SCHEMA = (1 << 20) - 1;
  private static final int DATASET_SOURCE = (64 << 10) - 1;
  private static final int DATASET_PROFILE = (16 << 20) - 1;
  private static final int INPUT_TAG_KEY = 255;
  private static final int INPUT_TAG_VALUE = 500;
  private static final int USER = 256;
  private static final int MODEL_NAME = 500;
  private static final int LOCATION = 2_048;

  private static final Pattern KEY_CHARACTERS =
      Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern BAD_IN_MODEL_NAME = Pattern.compile("[/:.%\"'\\p{Cntrl}]");

  // Without `//` there is no foreign host; without `%`, `;`, `?`, `#` and `\` what is written is
  // what is meant.
  private static final Pattern LOCATION_FORM =
      Pattern.compile("(?i:mlflow-artifacts):(?:/[^/\\\\%;?#:\\p{Cntrl}]+)*/?");

  private Limits() {}

  static RuntimeException refused(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }

  /// Answers the text itself, if it can be kept: PostgreSQL has no NUL, and half of a surrogate
  /// pair has no UTF-8.
  static String text(String what, String text, int charactersMax) {
    if (text.length() > charactersMax && text.codePointCount(0, text.length()) > charactersMax) {
      throw refused(
          "'%s' exceeds the maximum length of %d characters".formatted(what, charactersMax), "");
    }
    if (!text.codePoints().allMatch(Limits::canBeKept)) {
      throw refused("'%s' holds a character that cannot be stored".formatted(what), "Unicode text");
    }
    return text;
  }

  private static boolean canBeKept(int point) {
    return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }

  /// A key of a parameter, metric or tag: as a path it must lead to itself.
  static void key(String what, String key) {
    text(what, key, KEY);
    if (!KEY_CHARACTERS.matcher(key).matches()) {
      throw refused(
          "Invalid value '%s' for parameter '%s' supplied".formatted(Names.abbreviate(key), what),
          "alphanumerics, underscores, dashes, periods, spaces, colons and slashes");
    }
    boolean itself =
        !key.startsWith("..")
            && List.of(key.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!itself) {
      throw refused(
          "Invalid value '%s' for parameter '%s' supplied".formatted(Names.abbreviate(key), what),
          "a name that is not another one when it is read as a path");
    }
  }

  static void pairs(String what, List<KeyValue> pairs, int countMax, int valueMax) {
    count(what, pairs.size(), countMax);
    for (int index = 0; index < pairs.size(); index++) {
      String each = "%s[%d]".formatted(what, index);
      key(each + ".key", pairs.get(index).key());
      text(each + ".value", pairs.get(index).value(), valueMax);
    }
  }

  static void count(String what, int count, int countMax) {
    if (count > countMax) {
      throw refused(
          "A batch logging request can contain at most %d %s. Got %d %s"
              .formatted(countMax, what, count, what),
          "several smaller requests");
    }
  }

  static void batch(Batch batch) {
    count("metrics", batch.metrics().size(), METRICS);
    pairs("params", batch.params(), PARAMS, PARAM_VALUE);
    pairs("tags", batch.tags(), TAGS, TAG_VALUE);
    count(
        "metrics, params, and tags",
        batch.metrics().size() + batch.params().size() + batch.tags().size(),
        ENTITIES);
    List<String> keys = batch.params().stream().map(KeyValue::key).toList();
    if (keys.stream().distinct().count() < keys.size()) {
      throw refused(
          "Duplicate parameter keys have been submitted", "only one param value per param key");
    }
    for (int index = 0; index < batch.metrics().size(); index++) {
      measurement("metrics[%d]".formatted(index), batch.metrics().get(index));
    }
  }

  private static void measurement(String what, Measurement measurement) {
    Metric metric = measurement.metric();
    key(what + ".name", metric.key());
    millis(what + ".timestamp", metric.millis());
    if (!measurement.modelId().isEmpty()) {
      id(what + ".model_id", measurement.modelId());
    }
    text(what + ".dataset_name", measurement.datasetName(), DATASET_NAME);
    text(what + ".dataset_digest", measurement.datasetDigest(), DATASET_DIGEST);
  }

  static void input(String what, DatasetInput input) {
    Dataset dataset = input.dataset();
    text(what + ".name", dataset.name(), DATASET_NAME);
    text(what + ".digest", dataset.digest(), DATASET_DIGEST);
    text(what + ".source_type", dataset.sourceType(), DATASET_SOURCE_TYPE);
    text(what + ".source", dataset.source(), DATASET_SOURCE);
    dataset.schema().ifPresent(schema -> text(what + ".schema", schema, DATASET_SCHEMA));
    dataset.profile().ifPresent(profile -> text(what + ".profile", profile, DATASET_PROFILE));
    count(what + ".tags", input.tags().size(), TAGS);
    input
        .tags()
        .forEach((key, value) -> {
          text(what + ".tags.key", key, INPUT_TAG_KEY);
          text(what + ".tags.value", value, INPUT_TAG_VALUE);
        });
  }

  static long millis(String what, long millis) {
    if (millis < 0) {
      throw refused(
          "Invalid value %d for parameter '%s' supplied".formatted(millis, what),
          "a nonnegative 64-bit integer of milliseconds");
    }
    return millis;
  }

  /// An id of a run or a logged model, or of one of another server.
  static String id(String what, String id) {
    if (!ID.matcher(id).matches()) {
      throw refused(
          "Invalid value '%s' for parameter '%s' supplied".formatted(Names.abbreviate(id), what),
          "letters, digits, `_` and `-`");
    }
    return id;
  }

  static long experimentId(String id) {
    if (!NUMBER.matcher(id).matches()) {
      throw refused(
          "Invalid experiment ID '%s'".formatted(Names.abbreviate(id)), "the id of an experiment");
    }
    return Long.parseLong(id);
  }

  static String experimentName(String name) {
    if (name.isEmpty()) {
      throw refused("Invalid experiment name: ''", "a name");
    }
    return text("name", name, EXPERIMENT_NAME);
  }

  static String user(String user) {
    return text("user_id", user, USER);
  }

  static String modelName(String name) {
    if (name.isEmpty() || BAD_IN_MODEL_NAME.matcher(name).find()) {
      throw refused(
          "Invalid model name ('%s') provided".formatted(Names.abbreviate(name)),
          "a non-empty string without / : . % \" '");
    }
    return text("name", name, MODEL_NAME);
  }

  static String modelType(String type) {
    return text("model_type", type, MODEL_NAME);
  }

  /// A label that leads nowhere but into our own store of artifacts, or none.
  static String location(String location) {
    boolean climbs = List.of(location.split("/", -1)).contains("..");
    if (!location.isEmpty() && (climbs || !LOCATION_FORM.matcher(location).matches())) {
      throw refused(
          "Invalid value '%s' for parameter 'artifact_location' supplied"
              .formatted(Names.abbreviate(location)),
          "none: artifacts are kept by this server, under mlflow-artifacts:/");
    }
    return text("artifact_location", location, LOCATION);
  }
}
