package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_TAG;
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

/// What the search for registered models promises, on either database.
abstract class RegisteredModelSearchContract {
  private static final String PROMPT = "tags.`mlflow.prompt.is_prompt` ";

  @TempDir Path folder;

  private Database database;
  private RegisteredModelSearch models;

  abstract Database open();

  @BeforeEach
  void openSearch() {
    database = open();
    models = new RegisteredModelSearch(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private record Model(String name, long created, long updated, Map<String, String> tags) {
    boolean isPrompt() {
      return "true".equals(tags.get(Prompts.TAG));
    }
  }

  private static Model any(RandomGenerator random) {
    Map<String, String> tags = new HashMap<>();
    for (String key : Filters.KEYS) {
      if (random.nextBoolean()) {
        tags.put(key, Filters.any(random, Filters.TEXTS));
      }
    }
    if (random.nextInt(4) == 0) {
      tags.put(Prompts.TAG, random.nextBoolean() ? "true" : "false");
    }
    return new Model(
        Filters.any(random, Filters.TEXTS) + random.nextInt(30),
        random.nextInt(4),
        random.nextInt(4),
        tags);
  }

  private List<Model> store(List<Model> some) {
    Map<String, Model> stored = new HashMap<>();
    some.forEach(each -> stored.putIfAbsent(each.name(), each));
    database.write(sql -> {
      for (Model each : stored.values()) {
        sql.insertInto(REGISTRY_MODEL)
            .values(each.name(), "", each.created(), each.updated(), "default", "")
            .execute();
        each.tags()
            .forEach((key, value) ->
                sql.insertInto(REGISTRY_MODEL_TAG).values(each.name(), key, value).execute());
      }
      return stored.size();
    });
    return List.copyOf(stored.values());
  }

  private static boolean matches(Model model, Clause clause) {
    return clause.key().entity() == Entity.TAG
        ? Oracle.text(clause, Optional.ofNullable(model.tags().get(clause.key().name())))
        : Oracle.text(clause, Optional.of(model.name()));
  }

  private static Comparator<Model> comparator(String key, boolean ascending) {
    Comparator<Model> natural =
        switch (key) {
          case "name" -> Comparator.comparing(Model::name, Oracle.BY_CODE_POINTS);
          case "creation_timestamp" -> Comparator.comparingLong(Model::created);
          default -> Comparator.comparingLong(Model::updated);
        };
    return ascending ? natural : natural.reversed();
  }

  private List<String> byPages(String filter, List<String> orderBy, int size) {
    List<String> names = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<String> page = models.search(filter, orderBy, size, token);
      names.addAll(page.ids());
      token = page.next();
    } while (token.isPresent());
    return names;
  }

  @Test
  void findsAndSortsWhatTheFilterAndTheOrderSay() {
    RandomGenerator source = Seeds.generator(7);
    List<Model> some = new ArrayList<>();
    for (int index = 0; index < 80; index++) {
      some.add(any(source));
    }
    List<Model> stored = store(some);

    Seeds.each(
        150,
        random -> {
          List<Clause> clauses = Filters.random(random, Vocabulary.REGISTERED_MODELS, 2);
          List<String> orderBy = new ArrayList<>();
          Comparator<Model> order = comparator("name", true);
          if (random.nextBoolean()) {
            String key =
                Filters.any(
                    random,
                    List.of("name", "timestamp", "creation_timestamp", "last_updated_timestamp"));
            boolean ascending = random.nextBoolean();
            orderBy.add(key + (ascending ? " ASC" : " DESC"));
            order = comparator(key, ascending).thenComparing(order);
          }
          List<String> expected =
              stored.stream()
                  .filter(each -> !each.isPrompt())
                  .filter(each -> clauses.stream().allMatch(clause -> matches(each, clause)))
                  .sorted(order)
                  .map(Model::name)
                  .toList();
          String filter = Filters.text(random, Vocabulary.REGISTERED_MODELS, clauses);

          assertThat(byPages(filter, orderBy, 1_000))
              .as("%s by %s", filter, orderBy)
              .isEqualTo(expected);
          assertThat(byPages(filter, orderBy, 1 + random.nextInt(7)))
              .as("pages of %s by %s", filter, orderBy)
              .isEqualTo(expected);
        });
  }

  @Test
  void promptsAreHiddenUnlessTheFilterAsksForThem() {
    store(
        List.of(
            new Model("model", 1, 1, Map.of()),
            new Model("no prompt", 1, 1, Map.of(Prompts.TAG, "false")),
            new Model("prompt", 1, 1, Map.of(Prompts.TAG, "true", "k", "v"))));

    for (String filter :
        List.of("", PROMPT + "= 'false'", PROMPT + "!= 'true'", PROMPT + "LIKE 'x'")) {
      assertThat(byPages(filter, List.of(), 5)).as(filter).containsExactly("model", "no prompt");
    }
    assertThat(byPages(PROMPT + "= 'true'", List.of(), 5)).containsExactly("prompt");
    assertThat(byPages(PROMPT + "!= 'false'", List.of(), 5)).containsExactly("prompt");
    assertThat(byPages("tags.k = 'v'", List.of(), 5)).isEmpty();
    assertThat(byPages("tags.k = 'v' AND " + PROMPT + "= 'true'", List.of(), 5))
        .containsExactly("prompt");
  }
}
