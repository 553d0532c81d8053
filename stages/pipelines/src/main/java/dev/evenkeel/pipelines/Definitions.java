package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_DEFINITION;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.pipelines.definition.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import tools.jackson.databind.JsonNode;

/// The definitions that runs pin, by their digests. They never change, so those that were read
/// lately are kept.
final class Definitions {
  private static final int KEPT = 100;

  private final Map<String, Pipeline> read =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pipeline> eldest) {
          return size() > KEPT;
        }
      };

  void keep(DSLContext sql, Pipeline pipeline) {
    sql.insertInto(PIPELINES_DEFINITION)
        .set(PIPELINES_DEFINITION.DIGEST, pipeline.digest())
        .set(PIPELINES_DEFINITION.NAME, pipeline.name())
        .set(PIPELINES_DEFINITION.DEFINITION, pipeline.canonical())
        .onConflictDoNothing()
        .execute();
  }

  Pipeline of(DSLContext sql, String digest) {
    synchronized (read) {
      Pipeline known = read.get(digest);
      if (known != null) {
        return known;
      }
    }
    Pipeline pipeline =
        parse(
            Objects.requireNonNull(
                sql.select(PIPELINES_DEFINITION.DEFINITION)
                    .from(PIPELINES_DEFINITION)
                    .where(PIPELINES_DEFINITION.DIGEST.eq(digest))
                    .fetchSingle(PIPELINES_DEFINITION.DEFINITION)));
    synchronized (read) {
      read.put(digest, pipeline);
    }
    return pipeline;
  }

  /// Runs that began before definitions had a grammar of their own pin a plain list of steps.
  private static Pipeline parse(String text) {
    JsonNode node = Json.parse(text.getBytes(StandardCharsets.UTF_8), "a stored definition");
    if (node.has("version")) {
      return PipelineReader.read(text, "a stored definition");
    }
    List<Step> steps = new ArrayList<>();
    for (JsonNode step : node.get("steps")) {
      List<String> after = new ArrayList<>();
      step.get("after").forEach(name -> after.add(name.asString()));
      Map<String, String> with = new LinkedHashMap<>();
      step.get("with").forEachEntry((key, value) -> with.put(key, value.asString()));
      steps.add(new Step(step.get("name").asString(), step.get("uses").asString(), after, with));
    }
    return new Pipeline(node.get("name").asString(), steps);
  }
}
