package dev.evenkeel.registry.webhooks;

import dev.evenkeel.base.Json;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is sent of an event, in each form.
final class Bodies {
  private static final String TYPE = "dev.evenkeel.";

  /// As Python's `isoformat` writes it.
  private static final DateTimeFormatter PYTHON =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Bodies() {}

  static String of(Webhook.Form form, Happened event) {
    return switch (form) {
      case MLFLOW -> mlflow(event);
      case CLOUDEVENTS -> cloudEvent(event);
    };
  }

  /// CloudEvents 1.0 in JSON, structured.
  private static String cloudEvent(Happened event) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("specversion", "1.0");
    body.put("id", event.id());
    body.put("source", "/projects/" + event.project());
    body.put("type", TYPE + event.type().word());
    body.put("subject", event.subject());
    body.put("time", event.at().toString());
    body.put("datacontenttype", "application/json");
    body.put("data", event.data());
    return Json.text(body);
  }

  /// As MLflow 3 has it (`mlflow/webhooks/delivery.py`), byte for byte.
  private static String mlflow(Happened event) {
    String[] words = event.type().mlflow().split("\\.", 2);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("entity", words[0]);
    body.put("action", words[1]);
    body.put("timestamp", PYTHON.format(event.at()));
    body.put("data", mlflowData(event));
    StringBuilder text = new StringBuilder();
    python(text, body);
    return text.toString();
  }

  private static Map<String, @Nullable Object> mlflowData(Happened event) {
    Map<String, ?> facts = event.data();
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("name", text(facts, "model"));
    switch (event.type()) {
      case MODEL_CREATED -> {
        data.put("tags", tags(facts));
        data.put("description", text(facts, "description"));
      }
      case VERSION_REGISTERED -> {
        data.put("version", text(facts, "version"));
        data.put("source", text(facts, "source"));
        data.put("run_id", textOrNull(facts, "runId"));
        data.put("tags", tags(facts));
        data.put("description", textOrNull(facts, "description"));
      }
      case VERSION_TAG_SET -> {
        data.put("version", text(facts, "version"));
        data.put("key", text(facts, "key"));
        data.put("value", text(facts, "value"));
      }
      case VERSION_TAG_REMOVED -> {
        data.put("version", text(facts, "version"));
        data.put("key", text(facts, "key"));
      }
      case ALIAS_SET -> {
        data.put("alias", text(facts, "alias"));
        data.put("version", text(facts, "version"));
      }
      case ALIAS_REMOVED -> data.put("alias", text(facts, "alias"));
      case MODEL_DELETED,
          VERSION_DELETED,
          CHAMPION_PROMOTED,
          APPROVAL_REQUESTED,
          APPROVAL_DECIDED,
          PIPELINE_LATE ->
          throw new IllegalArgumentException("Cannot tell %s as MLflow".formatted(event.type()));
    }
    return data;
  }

  private static String text(Map<String, ?> facts, String name) {
    Object value = facts.get(name);
    return value == null ? "" : value.toString();
  }

  private static @Nullable String textOrNull(Map<String, ?> facts, String name) {
    String text = text(facts, name);
    return text.isEmpty() ? null : text;
  }

  private static Map<String, @Nullable Object> tags(Map<String, ?> facts) {
    Map<String, @Nullable Object> tags = new TreeMap<>();
    if (facts.get("tags") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
    }
    return tags;
  }

  /// As `json.dumps` writes it: a space after `:` and `,`, nothing beyond ASCII.
  private static void python(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> each : map.entrySet()) {
          out.append(separator);
          separator = ", ";
          quoted(out, String.valueOf(each.getKey()));
          out.append(": ");
          python(out, each.getValue());
        }
        out.append('}');
      }
      default -> quoted(out, value.toString());
    }
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      switch (letter) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (letter < 32 || letter > 126) {
            out.append("\\u%04x".formatted((int) letter));
          } else {
            out.append(letter);
          }
        }
      }
    }
    out.append('"');
  }
}
