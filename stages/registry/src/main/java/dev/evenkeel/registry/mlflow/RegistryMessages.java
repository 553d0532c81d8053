package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.registry.RegisteredModel;
import dev.evenkeel.registry.RegisteredVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Models and versions as the protocol writes them (`model_registry.proto`), and what calls on both
/// read.
final class RegistryMessages {
  private static final String NUMBER = "[1-9]\\d{0,8}";

  private RegistryMessages() {}

  /// @param latest the newest version of each stage
  /// @param aliases where each points
  static Map<String, Object> model(
      RegisteredModel model, List<RegisteredVersion> latest, Map<String, Integer> aliases) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("name", model.name());
    message.put("creation_timestamp", model.createdMillis());
    message.put("last_updated_timestamp", model.updatedMillis());
    if (!model.userName().isEmpty()) {
      message.put("user_id", model.userName());
    }
    message.put("description", model.description());
    message.put("latest_versions", latest.stream().map(RegistryMessages::version).toList());
    message.put("tags", tags(model.tags()));
    message.put(
        "aliases",
        aliases.entrySet().stream()
            .map(each -> pair("alias", each.getKey(), "version", text(each.getValue())))
            .toList());
    return message;
  }

  /// A version is ready as soon as it is there.
  static Map<String, Object> version(RegisteredVersion version) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("name", version.model());
    message.put("version", text(version.number()));
    message.put("creation_timestamp", version.createdMillis());
    message.put("last_updated_timestamp", version.updatedMillis());
    if (!version.userName().isEmpty()) {
      message.put("user_id", version.userName());
    }
    message.put("current_stage", version.stage().word());
    message.put("description", version.note());
    message.put("source", version.source());
    message.put("run_id", version.runId().orElse(""));
    message.put("status", "READY");
    if (!version.statusMessage().isEmpty()) {
      message.put("status_message", version.statusMessage());
    }
    message.put("tags", tags(version.tags()));
    message.put("run_link", version.runLink());
    message.put("aliases", version.aliases());
    version.loggedModelId().ifPresent(id -> message.put("model_id", id));
    return message;
  }

  /// The same request has the same answer, which a map of Java's own order would not give.
  private static Map<String, String> pair(
      String one, String itsValue, String other, String othersValue) {
    Map<String, String> pair = new LinkedHashMap<>();
    pair.put(one, itsValue);
    pair.put(other, othersValue);
    return pair;
  }

  private static String text(int number) {
    return String.valueOf(number);
  }

  private static List<Map<String, String>> tags(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> pair("key", tag.getKey(), "value", tag.getValue()))
            .toList();
  }

  /// The tags of a message that makes something; of one key twice the last counts.
  static Map<String, String> tags(Fields fields) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : fields.messages("tags")) {
      tags.put(tag.required("key"), tag.textOrEmpty("value").orElse(""));
    }
    return tags;
  }

  /// The number of a version, which comes as text.
  static int number(Fields fields) {
    String text = fields.required("version");
    if (!text.matches(NUMBER)) {
      throw Fields.invalid(
          "Parameter 'version' must be an integer, got '%s'.".formatted(Names.abbreviate(text)));
    }
    return Integer.parseInt(text);
  }
}
