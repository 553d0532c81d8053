package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_CACHE;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.store.schema.tables.records.PipelinesCacheRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.DSLContext;
import tools.jackson.core.type.TypeReference;

/// Earlier answers of steps, by everything that they depend on.
final class StepCache {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final int PART_CHARS_MAX = 200;

  private StepCache() {}

  /// What an answer depends on.
  ///
  /// @param parts each thing by its name, shown when it differs; long ones as digests
  record Key(String project, String pipeline, String step, Map<String, String> parts) {
    Key {
      Map<String, String> shortened = new TreeMap<>();
      parts.forEach((name, part) ->
          shortened.put(name, part.length() > PART_CHARS_MAX ? Digests.of(part) : part));
      parts = Map.copyOf(shortened);
    }

    String digest() {
      return Digests.of(Json.text(List.of(project, new TreeMap<>(parts))));
    }
  }

  /// What looking for an earlier answer came to.
  sealed interface Found {
    /// There is one.
    ///
    /// @param runId whose answer it is
    record Hit(Map<String, String> output, String runId, Instant at) implements Found {}

    /// There is none.
    ///
    /// @param why in plain words
    record Miss(String why) implements Found {}
  }

  /// The parts of a step's key.
  ///
  /// @param code what [StepAction#code] says
  static Map<String, String> parts(StepContext context, String code, boolean isOpen) {
    Map<String, String> parts = new TreeMap<>();
    parts.put("code", code);
    context.with().forEach((name, value) -> parts.put("setting " + name, value));
    context.step().inputs().forEach((name, value) -> parts.put("input " + name, value));
    context
        .step()
        .execution()
        .environment()
        .forEach((name, value) -> parts.put("environment " + name, value));
    context.step().item().ifPresent(item -> parts.put("item", item));
    if (isOpen) {
      parts.put("subject", context.subject());
      context.parameters().forEach((name, value) -> parts.put("parameter " + name, value));
      context
          .outputs()
          .forEach((step, output) ->
              output.forEach((name, value) -> parts.put("%s.%s".formatted(step, name), value)));
    }
    return parts;
  }

  static Found find(DSLContext sql, Key key, Cache cache, Instant now) {
    Optional<PipelinesCacheRecord> row =
        sql.selectFrom(PIPELINES_CACHE)
            .where(PIPELINES_CACHE.CACHE_KEY.eq(key.digest()))
            .fetchOptional();
    if (row.isEmpty()) {
      return new Found.Miss(difference(sql, key));
    }
    PipelinesCacheRecord hit = row.get();
    if (cache instanceof Cache.For(Duration age) && hit.getAt().plus(age).isBefore(now)) {
      return new Found.Miss("the earlier answer is older than " + age);
    }
    return new Found.Hit(Json.read(hit.getOutput(), TEXTS), hit.getRunId(), hit.getAt());
  }

  /// The newest answer to an equal question stands for later ones.
  static void keep(DSLContext sql, Key key, Map<String, String> output, String runId, Instant now) {
    String text = Json.text(new TreeMap<>(output));
    sql.insertInto(PIPELINES_CACHE)
        .set(PIPELINES_CACHE.CACHE_KEY, key.digest())
        .set(PIPELINES_CACHE.PROJECT, key.project())
        .set(PIPELINES_CACHE.PIPELINE, key.pipeline())
        .set(PIPELINES_CACHE.STEP, key.step())
        .set(PIPELINES_CACHE.PARTS, Json.text(new TreeMap<>(key.parts())))
        .set(PIPELINES_CACHE.OUTPUT, text)
        .set(PIPELINES_CACHE.RUN_ID, runId)
        .set(PIPELINES_CACHE.AT, now)
        .onConflict(PIPELINES_CACHE.CACHE_KEY)
        .doUpdate()
        .set(PIPELINES_CACHE.OUTPUT, text)
        .set(PIPELINES_CACHE.RUN_ID, runId)
        .set(PIPELINES_CACHE.AT, now)
        .execute();
  }

  private static String difference(DSLContext sql, Key key) {
    Optional<PipelinesCacheRecord> last =
        sql.selectFrom(PIPELINES_CACHE)
            .where(PIPELINES_CACHE.PROJECT.eq(key.project()))
            .and(PIPELINES_CACHE.PIPELINE.eq(key.pipeline()))
            .and(PIPELINES_CACHE.STEP.eq(key.step()))
            .orderBy(PIPELINES_CACHE.AT.desc())
            .limit(1)
            .fetchOptional();
    if (last.isEmpty()) {
      return "no earlier answer";
    }
    Map<String, String> before = Json.read(last.get().getParts(), TEXTS);
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(key.parts().keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String was = before.getOrDefault(name, "nothing");
      String is = key.parts().getOrDefault(name, "nothing");
      if (!was.equals(is)) {
        changes.add("%s was %s and is %s".formatted(name, shown(was), shown(is)));
      }
    }
    return String.join("; ", changes);
  }

  private static String shown(String part) {
    return part.startsWith("sha256:") && part.length() > 20 ? part.substring(0, 20) : part;
  }
}
