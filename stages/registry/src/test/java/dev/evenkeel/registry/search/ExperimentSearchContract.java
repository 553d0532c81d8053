package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT;
import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Seeds;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the search for experiments promises, on either database.
abstract class ExperimentSearchContract {
  @TempDir Path folder;

  private Database database;
  private ExperimentSearch experiments;

  abstract Database open();

  @BeforeEach
  void openSearch() {
    database = open();
    experiments = new ExperimentSearch(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private record Experiment(
      long id, String name, String stage, long created, long updated, Map<String, String> tags) {}

  private static final Experiment DEFAULT = new Experiment(0, "Default", "ACTIVE", 0, 0, Map.of());

  private static Experiment any(RandomGenerator random, long id) {
    Map<String, String> tags = new HashMap<>();
    for (String key : Filters.KEYS) {
      if (random.nextBoolean()) {
        tags.put(key, Filters.any(random, Filters.TEXTS));
      }
    }
    return new Experiment(
        id,
        Filters.any(random, Filters.TEXTS) + (id < 10 ? "" : id),
        random.nextInt(4) == 0 ? "DELETED" : "ACTIVE",
        random.nextInt(4),
        random.nextInt(2_000),
        tags);
  }

  private List<Experiment> store(List<Experiment> some) {
    Map<String, Experiment> stored = new HashMap<>();
    some.forEach(each -> stored.putIfAbsent(each.name(), each));
    database.write(sql -> {
      for (Experiment each : stored.values()) {
        sql.insertInto(REGISTRY_EXPERIMENT)
            .values(
                each.id(), each.name(), "", each.stage(), each.created(), each.updated(), "default")
            .execute();
        each.tags()
            .forEach((key, value) ->
                sql.insertInto(REGISTRY_EXPERIMENT_TAG).values(each.id(), key, value).execute());
      }
      return stored.size();
    });
    List<Experiment> all = new ArrayList<>(stored.values());
    all.add(DEFAULT);
    return all;
  }

  private static boolean matches(Experiment experiment, Clause clause) {
    String key = clause.key().name();
    if (clause.key().entity() == Entity.TAG) {
      return Oracle.text(clause, Optional.ofNullable(experiment.tags().get(key)));
    }
    return switch (key) {
      case "name" -> Oracle.text(clause, Optional.of(experiment.name()));
      case "experiment_id" -> Oracle.text(clause, Optional.of(String.valueOf(experiment.id())));
      case "creation_time" -> Oracle.whole(clause, Optional.of(experiment.created()));
      default -> Oracle.whole(clause, Optional.of(experiment.updated()));
    };
  }

  private static Comparator<Experiment> comparator(String key, boolean ascending) {
    Comparator<Experiment> natural =
        switch (key) {
          case "name" -> Comparator.comparing(Experiment::name, Oracle.BY_CODE_POINTS);
          case "experiment_id" -> Comparator.comparingLong(Experiment::id);
          case "creation_time" -> Comparator.comparingLong(Experiment::created);
          default -> Comparator.comparingLong(Experiment::updated);
        };
    return ascending ? natural : natural.reversed();
  }

  private List<Long> byPages(String filter, View view, List<String> orderBy, int size) {
    List<Long> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<Long> page = experiments.search(filter, view, orderBy, size, token);
      ids.addAll(page.ids());
      token = page.next();
    } while (token.isPresent());
    return ids;
  }

  @Test
  void findsAndSortsWhatTheFilterAndTheOrderSay() {
    RandomGenerator source = Seeds.generator(7);
    List<Experiment> some = new ArrayList<>();
    for (long id = 1; id <= 60; id++) {
      some.add(any(source, id));
    }
    List<Experiment> stored = store(some);

    Seeds.each(
        150,
        random -> {
          List<Clause> clauses = Filters.random(random, Vocabulary.EXPERIMENTS, 2);
          View view = Filters.any(random, List.of(View.values()));
          List<String> orderBy = new ArrayList<>();
          Comparator<Experiment> order = comparator("creation_time", false);
          Comparator<Experiment> tie = comparator("experiment_id", true);
          if (random.nextBoolean()) {
            String key =
                Filters.any(
                    random, List.of("name", "experiment_id", "creation_time", "last_update_time"));
            boolean ascending = random.nextBoolean();
            orderBy.add(key + (ascending ? "" : " DESC"));
            order = comparator(key, ascending);
            tie = comparator("experiment_id", false);
          }
          List<Long> expected =
              stored.stream()
                  .filter(each ->
                      view == View.ALL
                          || (view == View.ACTIVE_ONLY) == each.stage().equals("ACTIVE"))
                  .filter(each -> clauses.stream().allMatch(clause -> matches(each, clause)))
                  .sorted(order.thenComparing(tie))
                  .map(Experiment::id)
                  .toList();
          String filter = Filters.text(random, Vocabulary.EXPERIMENTS, clauses);

          assertThat(byPages(filter, view, orderBy, 1_000))
              .as("%s by %s", filter, orderBy)
              .isEqualTo(expected);
          assertThat(byPages(filter, view, orderBy, 1 + random.nextInt(7)))
              .as("pages of %s by %s", filter, orderBy)
              .isEqualTo(expected);
        });
  }

  @Test
  void newestComesFirstAndAnOrderIsCompletedByTheHighestId() {
    store(
        List.of(
            new Experiment(1, "a", "ACTIVE", 5, 1, Map.of()),
            new Experiment(2, "b", "ACTIVE", 5, 1, Map.of()),
            new Experiment(3, "c", "ACTIVE", 9, 1, Map.of())));

    assertThat(byPages("name != 'Default'", View.ACTIVE_ONLY, List.of(), 2))
        .containsExactly(3L, 1L, 2L);
    assertThat(byPages("name != 'Default'", View.ACTIVE_ONLY, List.of("last_update_time"), 2))
        .containsExactly(3L, 2L, 1L);
  }
}
