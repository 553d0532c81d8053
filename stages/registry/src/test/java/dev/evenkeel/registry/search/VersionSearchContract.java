package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the search for versions promises, on either database.
abstract class VersionSearchContract {
  private static final String PROMPT = "tags.`mlflow.prompt.is_prompt` ";
  private static final List<Instant> TIMES =
      List.of(
          Instant.EPOCH,
          Instant.parse("2026-05-01T00:00:00Z"),
          Instant.parse("2026-05-01T00:00:00.001Z"),
          Instant.parse("2026-05-01T00:00:00.123456Z"));

  @TempDir Path folder;

  private Database database;
  private VersionSearch versions;

  abstract Database open();

  @BeforeEach
  void openSearch() {
    database = open();
    versions = new VersionSearch(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private record Version(
      long id,
      String model,
      int number,
      Instant at,
      long updated,
      Optional<String> run,
      String source,
      boolean deleted,
      Map<String, String> tags) {}

  private static Version plain(long id, String model, int number, Map<String, String> tags) {
    return new Version(id, model, number, Instant.EPOCH, 7, Optional.empty(), "", false, tags);
  }

  private static Version any(RandomGenerator random, long id) {
    Map<String, String> tags = new HashMap<>();
    for (String key : Filters.KEYS) {
      if (random.nextBoolean()) {
        tags.put(key, Filters.any(random, Filters.TEXTS));
      }
    }
    return new Version(
        id,
        Filters.any(random, Filters.TEXTS),
        1 + random.nextInt(12),
        Filters.any(random, TIMES),
        random.nextInt(4),
        random.nextBoolean() ? Optional.of(Filters.any(random, Filters.TEXTS)) : Optional.empty(),
        Filters.any(random, Filters.TEXTS),
        random.nextInt(5) == 0,
        tags);
  }

  private void store(List<Version> stored) {
    database.write(sql -> {
      stored.forEach(version -> insert(sql, version));
      return stored.size();
    });
  }

  private static void insert(DSLContext sql, Version version) {
    sql.insertInto(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.ID, version.id())
        .set(REGISTRY_MODEL_VERSION.MODEL, version.model())
        .set(REGISTRY_MODEL_VERSION.NUMBER, version.number())
        .set(REGISTRY_MODEL_VERSION.AT, version.at())
        .set(REGISTRY_MODEL_VERSION.DESCRIPTION, "{}")
        .set(REGISTRY_MODEL_VERSION.ARTIFACT_DIGEST, "")
        .set(REGISTRY_MODEL_VERSION.DATASET, "")
        .set(REGISTRY_MODEL_VERSION.CODE, "")
        .set(REGISTRY_MODEL_VERSION.SEED, 0L)
        .set(REGISTRY_MODEL_VERSION.PARAMETERS, "{}")
        .set(REGISTRY_MODEL_VERSION.METRICS, "{}")
        .set(REGISTRY_MODEL_VERSION.SOURCE, version.source())
        .set(REGISTRY_MODEL_VERSION.RUN_ID, version.run().orElse(null))
        .set(REGISTRY_MODEL_VERSION.UPDATED_MILLIS, version.updated())
        .set(REGISTRY_MODEL_VERSION.IS_DELETED, version.deleted())
        .execute();
    version
        .tags()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_VERSION_TAG)
                .values(version.model(), version.number(), key, value)
                .execute());
  }

  private static boolean matches(Version version, Clause clause) {
    String key = clause.key().name();
    if (clause.key().entity() == Entity.TAG) {
      return Oracle.text(clause, Optional.ofNullable(version.tags().get(key)));
    }
    return switch (key) {
      case "name" -> Oracle.text(clause, Optional.of(version.model()));
      case "run_id" -> Oracle.text(clause, version.run());
      case "source_path" -> Oracle.text(clause, Optional.of(version.source()));
      default -> Oracle.whole(clause, Optional.of((long) version.number()));
    };
  }

  private static Comparator<Version> comparator(String key, boolean ascending) {
    Comparator<Version> natural =
        switch (key) {
          case "name" -> Comparator.comparing(Version::model, Oracle.BY_CODE_POINTS);
          case "version_number" -> Comparator.comparingInt(Version::number);
          case "creation_timestamp" -> Comparator.comparing(Version::at);
          default -> Comparator.comparingLong(Version::updated);
        };
    return ascending ? natural : natural.reversed();
  }

  private List<Long> byPages(String filter, List<String> orderBy, int size) {
    List<Long> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<Long> page = versions.search(filter, orderBy, size, token);
      ids.addAll(page.ids());
      token = page.next();
    } while (token.isPresent());
    return ids;
  }

  @Test
  void findsAndSortsWhatTheFilterAndTheOrderSay() {
    RandomGenerator source = Seeds.generator(7);
    List<Version> stored = new ArrayList<>();
    Set<Object> taken = new HashSet<>();
    for (long id = 1; id <= 90; id++) {
      Version version = any(source, id);
      if (taken.add(List.of(version.model(), version.number()))) {
        stored.add(version);
      }
    }
    store(stored);

    Seeds.each(
        150,
        random -> {
          List<Clause> clauses = Filters.random(random, Vocabulary.MODEL_VERSIONS, 2);
          List<String> orderBy = new ArrayList<>();
          Comparator<Version> order = comparator("last_updated_timestamp", false);
          if (random.nextBoolean()) {
            String key =
                Filters.any(
                    random,
                    List.of(
                        "name", "version_number", "creation_timestamp", "last_updated_timestamp"));
            boolean ascending = random.nextBoolean();
            orderBy.add(key + (ascending ? "" : " DESC"));
            order = comparator(key, ascending);
          }
          List<Long> expected =
              stored.stream()
                  .filter(each -> !each.deleted())
                  .filter(each -> clauses.stream().allMatch(clause -> matches(each, clause)))
                  .sorted(
                      order
                          .thenComparing(comparator("name", true))
                          .thenComparing(comparator("version_number", false)))
                  .map(Version::id)
                  .toList();
          String filter = Filters.text(random, Vocabulary.MODEL_VERSIONS, clauses);

          assertThat(byPages(filter, orderBy, 1_000))
              .as("%s by %s", filter, orderBy)
              .isEqualTo(expected);
          assertThat(byPages(filter, orderBy, 1 + random.nextInt(7)))
              .as("pages of %s by %s", filter, orderBy)
              .isEqualTo(expected);
        });
  }

  @Test
  void versionsOfPromptsAreHiddenUnlessTheFilterAsksForThem() {
    store(
        List.of(
            plain(1, "model", 1, Map.of()),
            plain(2, "prompt", 1, Map.of(Prompts.TAG, "true")),
            plain(3, "prompt", 2, Map.of())));

    assertThat(byPages("", List.of(), 5)).containsExactly(1L);
    assertThat(byPages(PROMPT + "= 'false'", List.of(), 5)).containsExactly(1L);
    assertThat(byPages(PROMPT + "= 'true'", List.of(), 5)).containsExactly(2L);
  }
}
