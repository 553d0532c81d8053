package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.registry.search.Page;
import dev.evenkeel.registry.tracking.Dataset;
import dev.evenkeel.registry.tracking.DatasetInput;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.ModelOutput;
import dev.evenkeel.registry.tracking.Run;
import dev.evenkeel.registry.tracking.RunInfo;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Runs as MLflow's clients read them. A page has many thousand small values, so they are written
/// one by one, without a tree of them first.
final class RunJson {
  private RunJson() {}

  static Reply reply(Run run) {
    return reply(out -> {
      out.writeName("run");
      write(out, run);
    });
  }

  static Reply reply(RunInfo run) {
    return reply(out -> {
      out.writeName("run_info");
      write(out, run);
    });
  }

  /// A page of a search: an empty list and the token of a last page are left out.
  static Reply reply(List<Run> runs, Page<?> page) {
    return reply(out -> {
      writeList(out, "runs", runs, run -> write(out, run));
      page.next().ifPresent(token -> out.writeStringProperty("next_page_token", token));
    });
  }

  private static Reply reply(Consumer<JsonGenerator> fields) {
    byte[] body =
        Json.write(out -> {
          out.writeStartObject();
          fields.accept(out);
          out.writeEndObject();
        });
    return new Reply.Whole(200, "application/json", body, Map.of());
  }

  private static void write(JsonGenerator out, Run run) {
    out.writeStartObject();
    out.writeName("info");
    write(out, run.info());
    out.writeObjectPropertyStart("data");
    writeList(out, "metrics", run.metrics(), metric -> write(out, metric));
    writePairs(out, "params", run.params());
    writePairs(out, "tags", run.tags());
    out.writeEndObject();
    out.writeObjectPropertyStart("inputs");
    writeList(out, "dataset_inputs", run.datasets(), input -> write(out, input));
    writeList(
        out,
        "model_inputs",
        run.modelInputs(),
        id -> {
          out.writeStartObject();
          out.writeStringProperty("model_id", id);
          out.writeEndObject();
        });
    out.writeEndObject();
    out.writeObjectPropertyStart("outputs");
    writeList(out, "model_outputs", run.modelOutputs(), model -> write(out, model));
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, RunInfo run) {
    out.writeStartObject();
    out.writeStringProperty("run_id", run.id());
    out.writeStringProperty("run_uuid", run.id());
    out.writeStringProperty("run_name", run.name());
    out.writeStringProperty("experiment_id", Long.toString(run.experimentId()));
    out.writeStringProperty("user_id", run.user());
    out.writeStringProperty("status", run.status().name());
    out.writeNumberProperty("start_time", run.startMillis());
    run.endMillis().ifPresent(end -> out.writeNumberProperty("end_time", end));
    out.writeStringProperty("artifact_uri", run.artifactUri());
    out.writeStringProperty("lifecycle_stage", run.stage().name().toLowerCase(Locale.ROOT));
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Metric metric) {
    out.writeStartObject();
    out.writeStringProperty("key", metric.key());
    if (Double.isFinite(metric.value())) {
      out.writeNumberProperty("value", metric.value());
    } else {
      out.writeStringProperty("value", WireJson.number(metric.value()).toString());
    }
    out.writeNumberProperty("timestamp", metric.millis());
    out.writeNumberProperty("step", metric.step());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, DatasetInput input) {
    Dataset dataset = input.dataset();
    out.writeStartObject();
    writePairs(out, "tags", input.tags());
    out.writeObjectPropertyStart("dataset");
    out.writeStringProperty("name", dataset.name());
    out.writeStringProperty("digest", dataset.digest());
    out.writeStringProperty("source_type", dataset.sourceType());
    out.writeStringProperty("source", dataset.source());
    dataset.schema().ifPresent(schema -> out.writeStringProperty("schema", schema));
    dataset.profile().ifPresent(profile -> out.writeStringProperty("profile", profile));
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, ModelOutput model) {
    out.writeStartObject();
    out.writeStringProperty("model_id", model.modelId());
    out.writeNumberProperty("step", model.step());
    out.writeEndObject();
  }

  private static void writePairs(JsonGenerator out, String name, Map<String, String> pairs) {
    writeList(
        out,
        name,
        pairs.entrySet(),
        pair -> {
          out.writeStartObject();
          out.writeStringProperty("key", pair.getKey());
          out.writeStringProperty("value", pair.getValue());
          out.writeEndObject();
        });
  }

  private static <T> void writeList(
      JsonGenerator out, String name, Collection<T> values, Consumer<T> write) {
    if (values.isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart(name);
    values.forEach(write);
    out.writeEndArray();
  }
}
