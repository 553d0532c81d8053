package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
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
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the search for logged models promises, on either database.
abstract class LoggedModelSearchContract {
  private static final List<Double> NUMBERS =
      List.of(0.0, 1.0, -1.0, 2.5, 1000.0, Double.NaN, Double.POSITIVE_INFINITY);
  private static final List<String> DATASETS = List.of("", "train", "test");

  @TempDir Path folder;

  private Database database;
  private LoggedModelSearch models;

  abstract Database open();

  @BeforeEach
  void openSearch() {
    database = open();
    models = new LoggedModelSearch(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private record Metric(String key, String run, String dataset, long millis, double value) {
    boolean isOf(List<DatasetChoice> datasets) {
      return datasets.isEmpty()
          || datasets.stream()
              .anyMatch(choice ->
                  choice.name().equals(dataset) && choice.digest().map("d"::equals).orElse(true));
    }
  }

  private record Model(
      String id,
      long experiment,
      String name,
      Optional<String> run,
      String status,
      boolean deleted,
      long created,
      Map<String, String> params,
      Map<String, String> tags,
      List<Metric> metrics) {}

  private static Model any(RandomGenerator random) {
    Map<String, String> params = new HashMap<>();
    Map<String, String> tags = new HashMap<>();
    List<Metric> metrics = new ArrayList<>();
    for (String key : Filters.KEYS) {
      if (random.nextBoolean()) {
        params.put(key, Filters.any(random, Filters.TEXTS));
        tags.put(key, Filters.any(random, Filters.TEXTS));
      }
      for (String dataset : DATASETS) {
        if (random.nextInt(3) == 0) {
          metrics.add(
              new Metric(
                  key,
                  "r" + random.nextInt(2),
                  dataset,
                  random.nextInt(1_000_000),
                  Filters.any(random, NUMBERS)));
        }
      }
    }
    return new Model(
        "m-%016x%016x".formatted(random.nextLong(), random.nextLong()),
        random.nextInt(3),
        Filters.any(random, Filters.TEXTS),
        random.nextBoolean() ? Optional.of(Filters.any(random, Filters.TEXTS)) : Optional.empty(),
        Filters.any(random, List.of("READY", "PENDING")),
        random.nextInt(5) == 0,
        random.nextInt(3),
        params,
        tags,
        metrics);
  }

  private void store(List<Model> stored) {
    database.write(sql -> {
      stored.forEach(model -> insert(sql, model));
      return stored.size();
    });
  }

  private static void insert(DSLContext sql, Model model) {
    sql.insertInto(REGISTRY_LOGGED_MODEL)
        .set(REGISTRY_LOGGED_MODEL.ID, model.id())
        .set(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID, model.experiment())
        .set(REGISTRY_LOGGED_MODEL.NAME, model.name())
        .set(REGISTRY_LOGGED_MODEL.MODEL_TYPE, "")
        .set(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID, model.run().orElse(null))
        .set(REGISTRY_LOGGED_MODEL.STATUS, model.status())
        .set(REGISTRY_LOGGED_MODEL.STATUS_MESSAGE, "")
        .set(REGISTRY_LOGGED_MODEL.IS_DELETED, model.deleted())
        .set(REGISTRY_LOGGED_MODEL.CREATED_MILLIS, model.created())
        .set(REGISTRY_LOGGED_MODEL.UPDATED_MILLIS, 1_000L)
        .execute();
    model
        .params()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_LOGGED_MODEL_PARAM).values(model.id(), key, value).execute());
    model
        .tags()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_LOGGED_MODEL_TAG).values(model.id(), key, value).execute());
    for (Metric metric : model.metrics()) {
      boolean nan = Double.isNaN(metric.value());
      sql.insertInto(REGISTRY_LOGGED_MODEL_METRIC)
          .set(REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID, model.id())
          .set(REGISTRY_LOGGED_MODEL_METRIC.KEY, metric.key())
          .set(REGISTRY_LOGGED_MODEL_METRIC.RUN_ID, metric.run())
          .set(REGISTRY_LOGGED_MODEL_METRIC.DATASET_NAME, metric.dataset())
          .set(REGISTRY_LOGGED_MODEL_METRIC.DATASET_DIGEST, metric.dataset().isEmpty() ? "" : "d")
          .set(REGISTRY_LOGGED_MODEL_METRIC.STEP, 0L)
          .set(REGISTRY_LOGGED_MODEL_METRIC.MILLIS, metric.millis())
          .set(REGISTRY_LOGGED_MODEL_METRIC.VALUE, nan ? 0.0 : metric.value())
          .set(REGISTRY_LOGGED_MODEL_METRIC.IS_NAN, nan)
          .execute();
    }
  }

  private static boolean matches(Model model, Clause clause, List<DatasetChoice> datasets) {
    String key = clause.key().name();
    return switch (clause.key().entity()) {
      case ATTRIBUTE -> attribute(model, clause);
      case METRIC ->
          model.metrics().stream()
              .filter(metric -> metric.key().equals(key) && metric.isOf(datasets))
              .anyMatch(metric -> Oracle.metric(clause, Optional.of(metric.value())));
      case PARAM -> Oracle.text(clause, Optional.ofNullable(model.params().get(key)));
      case TAG -> Oracle.text(clause, Optional.ofNullable(model.tags().get(key)));
      case DATASET -> throw new AssertionError(clause);
    };
  }

  private static boolean attribute(Model model, Clause clause) {
    return switch (clause.key().name()) {
      case "creation_timestamp" -> Oracle.whole(clause, Optional.of(model.created()));
      case "last_updated_timestamp" -> Oracle.whole(clause, Optional.of(1_000L));
      case "name" -> Oracle.text(clause, Optional.of(model.name()));
      case "model_id" -> Oracle.text(clause, Optional.of(model.id()));
      case "model_type" -> Oracle.text(clause, Optional.of(""));
      case "source_run_id" -> Oracle.text(clause, model.run());
      default -> Oracle.text(clause, Optional.of(model.status()));
    };
  }

  private static Comparator<Model> comparator(ModelOrder order) {
    boolean up = order.ascending();
    if (!order.field().startsWith("metrics.")) {
      return switch (order.field()) {
        case "creation_time" ->
            Oracle.order(
                model -> Optional.of(model.created()), Comparator.<Long>naturalOrder(), up);
        case "source_run_id" -> Oracle.order(Model::run, Oracle.BY_CODE_POINTS, up);
        default -> Oracle.order(model -> Optional.of(model.name()), Oracle.BY_CODE_POINTS, up);
      };
    }
    String key = order.field().substring("metrics.".length());
    List<DatasetChoice> datasets = order.dataset().map(List::of).orElse(List.of());
    return Oracle.metric(
        model ->
            model.metrics().stream()
                .filter(metric -> metric.key().equals(key) && metric.isOf(datasets))
                .max(Comparator.comparingLong(Metric::millis))
                .map(Metric::value),
        up);
  }

  private static List<ModelOrder> orders(RandomGenerator random) {
    List<ModelOrder> orders = new ArrayList<>();
    if (random.nextBoolean()) {
      orders.add(
          new ModelOrder(
              "metrics." + Filters.any(random, Filters.KEYS),
              random.nextBoolean(),
              random.nextBoolean()
                  ? Optional.of(new DatasetChoice("train", Optional.of("d")))
                  : Optional.empty()));
    }
    if (random.nextBoolean()) {
      orders.add(
          new ModelOrder(
              Filters.any(random, List.of("creation_time", "source_run_id", "name")),
              random.nextBoolean(),
              Optional.empty()));
    }
    return orders;
  }

  private List<String> byPages(
      String filter, List<DatasetChoice> datasets, List<ModelOrder> orderBy, int size) {
    List<String> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<String> page = models.search(List.of(0L, 1L), filter, datasets, orderBy, size, token);
      ids.addAll(page.ids());
      token = page.next();
    } while (token.isPresent());
    return ids;
  }

  @Test
  void findsAndSortsWhatTheFilterAndTheOrderSay() {
    RandomGenerator source = Seeds.generator(7);
    List<Model> stored = new ArrayList<>();
    for (int index = 0; index < 80; index++) {
      stored.add(any(source));
    }
    store(stored);

    Seeds.each(
        150,
        random -> {
          List<Clause> clauses = Filters.random(random, Vocabulary.LOGGED_MODELS, 2);
          List<DatasetChoice> datasets =
              random.nextInt(3) == 0
                  ? List.of(new DatasetChoice("test", Optional.empty()))
                  : List.of();
          boolean measured =
              clauses.stream().anyMatch(clause -> clause.key().entity() == Entity.METRIC);
          List<ModelOrder> orders = orders(random);
          Comparator<Model> order = (_, _) -> 0;
          for (ModelOrder each : orders) {
            order = order.thenComparing(comparator(each));
          }
          order =
              order
                  .thenComparing(Comparator.comparingLong(Model::created).reversed())
                  .thenComparing(Model::id);
          List<String> expected =
              stored.stream()
                  .filter(model -> model.experiment() < 2 && !model.deleted())
                  .filter(model ->
                      measured
                          || datasets.isEmpty()
                          || model.metrics().stream().anyMatch(each -> each.isOf(datasets)))
                  .filter(model ->
                      clauses.stream().allMatch(clause -> matches(model, clause, datasets)))
                  .sorted(order)
                  .map(Model::id)
                  .toList();
          String filter = Filters.text(random, Vocabulary.LOGGED_MODELS, clauses);

          assertThat(byPages(filter, datasets, orders, 1_000))
              .as("%s by %s", filter, orders)
              .isEqualTo(expected);
          assertThat(byPages(filter, datasets, orders, 1 + random.nextInt(7)))
              .as("pages of %s by %s", filter, orders)
              .isEqualTo(expected);
        });
  }

  @Test
  void refusesOrdersThatAreNone() {
    for (String field : List.of("", "params.a", "foo", "metrics")) {
      ProblemException e =
          catchThrowableOfType(
              ProblemException.class,
              () ->
                  byPages(
                      "", List.of(), List.of(new ModelOrder(field, true, Optional.empty())), 5));

      assertThat(e).as(field).isNotNull();
      assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    }
  }
}
