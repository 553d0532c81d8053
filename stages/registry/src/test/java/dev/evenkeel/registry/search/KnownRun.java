package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;

/// A run as the tests of its search think of it: random, stored, and judged without SQL.
record KnownRun(
    String id,
    long experiment,
    String name,
    String user,
    String status,
    String stage,
    long start,
    Optional<Long> end,
    Map<String, Double> metrics,
    Map<String, String> params,
    Map<String, String> tags,
    List<Input> inputs) {
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          1.0,
          -1.0,
          2.5,
          -2.5,
          1000.0,
          0.1,
          1e-300,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);
  private static final List<Long> TIMES = List.of(0L, 1L, 2L, 3L, 999L, 1000L, Long.MAX_VALUE);

  record Input(String name, String digest, Optional<String> context) {}

  static KnownRun plain(String id, long experiment, long start) {
    return new KnownRun(
        id,
        experiment,
        "",
        "",
        "RUNNING",
        "ACTIVE",
        start,
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of());
  }

  static KnownRun measured(String id, Map<String, Double> metrics) {
    return new KnownRun(
        id,
        0,
        "",
        "",
        "RUNNING",
        "ACTIVE",
        5,
        Optional.empty(),
        metrics,
        Map.of(),
        Map.of(),
        List.of());
  }

  static KnownRun any(RandomGenerator random) {
    Map<String, Double> metrics = new HashMap<>();
    Map<String, String> params = new HashMap<>();
    Map<String, String> tags = new HashMap<>();
    for (String key : Filters.KEYS) {
      if (random.nextInt(3) > 0) {
        metrics.put(key, Filters.any(random, NUMBERS));
      }
      if (random.nextInt(3) > 0) {
        params.put(key, Filters.any(random, Filters.TEXTS));
      }
      if (random.nextInt(3) > 0) {
        tags.put(key, Filters.any(random, Filters.TEXTS));
      }
    }
    List<Input> inputs = new ArrayList<>();
    for (int index = random.nextInt(3); index > 0; index--) {
      inputs.add(
          new Input(
              Filters.any(random, Filters.TEXTS),
              Filters.any(random, Filters.TEXTS) + random.nextInt(100_000),
              random.nextBoolean()
                  ? Optional.of(Filters.any(random, Filters.TEXTS))
                  : Optional.empty()));
    }
    return new KnownRun(
        "%016x%016x".formatted(random.nextLong(), random.nextLong()),
        random.nextInt(5),
        Filters.any(random, Filters.TEXTS),
        Filters.any(random, Filters.TEXTS),
        Filters.any(random, List.of("RUNNING", "FINISHED", "FAILED")),
        random.nextInt(4) == 0 ? "DELETED" : "ACTIVE",
        Filters.any(random, TIMES),
        random.nextBoolean() ? Optional.of(Filters.any(random, TIMES)) : Optional.empty(),
        metrics,
        params,
        tags,
        inputs);
  }

  static void insert(DSLContext sql, KnownRun run) {
    sql.insertInto(REGISTRY_RUN)
        .set(REGISTRY_RUN.ID, run.id())
        .set(REGISTRY_RUN.EXPERIMENT_ID, run.experiment())
        .set(REGISTRY_RUN.NAME, run.name())
        .set(REGISTRY_RUN.USER_NAME, run.user())
        .set(REGISTRY_RUN.STATUS, run.status())
        .set(REGISTRY_RUN.STAGE, run.stage())
        .set(REGISTRY_RUN.START_MILLIS, run.start())
        .set(REGISTRY_RUN.END_MILLIS, run.end().orElse(null))
        .execute();
    run.metrics()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_LATEST_METRIC)
                .values(run.id(), key, 0L, 0L, value.isNaN() ? 0.0 : value, value.isNaN())
                .execute());
    run.params()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_RUN_PARAM).values(run.id(), key, value).execute());
    run.tags()
        .forEach((key, value) ->
            sql.insertInto(REGISTRY_RUN_TAG).values(run.id(), key, value).execute());
    run.inputs().forEach(input -> insert(sql, run, input));
  }

  private static void insert(DSLContext sql, KnownRun run, Input input) {
    Long id =
        sql.insertInto(REGISTRY_DATASET)
            .set(REGISTRY_DATASET.EXPERIMENT_ID, run.experiment())
            .set(REGISTRY_DATASET.NAME, input.name())
            .set(REGISTRY_DATASET.DIGEST, input.digest())
            .set(REGISTRY_DATASET.SOURCE_TYPE, "")
            .set(REGISTRY_DATASET.SOURCE, "")
            .returningResult(REGISTRY_DATASET.ID)
            .fetchSingle()
            .value1();
    sql.insertInto(REGISTRY_RUN_DATASET).values(run.id(), id, 0).execute();
    input
        .context()
        .ifPresent(context ->
            sql.insertInto(REGISTRY_RUN_DATASET_TAG)
                .values(run.id(), id, "mlflow.data.context", context)
                .execute());
  }

  static boolean matches(KnownRun run, Clause clause) {
    String key = clause.key().name();
    return switch (clause.key().entity()) {
      case ATTRIBUTE -> attribute(run, clause);
      case METRIC -> Oracle.metric(clause, Optional.ofNullable(run.metrics().get(key)));
      case PARAM -> Oracle.text(clause, Optional.ofNullable(run.params().get(key)));
      case TAG -> Oracle.text(clause, Optional.ofNullable(run.tags().get(key)));
      case DATASET ->
          run.inputs().stream()
              .map(input ->
                  switch (key) {
                    case "name" -> Optional.of(input.name());
                    case "digest" -> Optional.of(input.digest());
                    default -> input.context();
                  })
              .anyMatch(value -> Oracle.text(clause, value));
    };
  }

  private static boolean attribute(KnownRun run, Clause clause) {
    return switch (clause.key().name()) {
      case "start_time" -> Oracle.whole(clause, Optional.of(run.start()));
      case "end_time" -> Oracle.whole(clause, run.end());
      default -> Oracle.text(clause, Optional.of(text(run, clause.key().name())));
    };
  }

  private static String text(KnownRun run, String key) {
    return switch (key) {
      case "run_id" -> run.id();
      case "run_name" -> run.name();
      case "status" -> run.status();
      case "user_id" -> run.user();
      default -> "mlflow-artifacts:/%d/%s/artifacts".formatted(run.experiment(), run.id());
    };
  }

  static Comparator<KnownRun> comparator(List<Order> orders) {
    Comparator<KnownRun> all = (_, _) -> 0;
    for (Order order : orders) {
      all = all.thenComparing(comparator(order));
    }
    return all.thenComparing(Comparator.comparingLong(KnownRun::start).reversed())
        .thenComparing(KnownRun::id, Oracle.BY_CODE_POINTS);
  }

  private static Comparator<KnownRun> comparator(Order order) {
    String key = order.key().name();
    boolean up = order.ascending();
    return switch (order.key().entity()) {
      case METRIC -> Oracle.metric(run -> Optional.ofNullable(run.metrics().get(key)), up);
      case PARAM -> byText(run -> Optional.ofNullable(run.params().get(key)), up);
      case TAG -> byText(run -> Optional.ofNullable(run.tags().get(key)), up);
      case DATASET -> throw new AssertionError(order);
      case ATTRIBUTE ->
          switch (key) {
            case "start_time" ->
                Oracle.order(run -> Optional.of(run.start()), Comparator.<Long>naturalOrder(), up);
            case "end_time" -> Oracle.order(KnownRun::end, Comparator.<Long>naturalOrder(), up);
            default -> byText(run -> Optional.of(text(run, key)), up);
          };
    };
  }

  private static Comparator<KnownRun> byText(
      java.util.function.Function<KnownRun, Optional<String>> value, boolean ascending) {
    return Oracle.order(value, Oracle.BY_CODE_POINTS, ascending);
  }
}
