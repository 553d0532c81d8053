package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import dev.evenkeel.store.schema.tables.RegistryLatestMetric;
import dev.evenkeel.store.schema.tables.RegistryRunParam;
import dev.evenkeel.store.schema.tables.RegistryRunTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// How found runs are sorted: the columns, and the tables that they come from.
final class RunOrder {
  private static final Key START = new Key(Entity.ATTRIBUTE, "start_time");
  private static final Key ID = new Key(Entity.ATTRIBUTE, "run_id");

  private final Conditions conditions;
  private final Condition where;
  private final boolean led;
  private final List<Optional<String>> prefix;
  private final List<Column<?>> columns = new ArrayList<>();
  private Table<? extends Record> from;

  private RunOrder(
      Conditions conditions,
      Table<? extends Record> from,
      Condition where,
      List<Optional<String>> prefix) {
    this.conditions = conditions;
    this.from = from;
    this.led = !from.equals(REGISTRY_RUN);
    this.where = where;
    this.prefix = prefix;
  }

  /// Runs are read, and sorted by all keys.
  static RunOrder of(List<Order> orders, Conditions conditions) {
    return new RunOrder(conditions, REGISTRY_RUN, DSL.noCondition(), List.of()).by(orders);
  }

  /// Only runs that a clause holds for are read, by the index of its values, and sorted by all
  /// keys.
  static RunOrder ofFew(Lead few, List<Order> orders, Conditions conditions) {
    return new RunOrder(
            conditions,
            from(few.table()),
            few.row().and(few.runId().eq(REGISTRY_RUN.ID)),
            List.of())
        .by(orders);
  }

  /// Runs that are sorted by a metric first, in three parts: those with a number, which the index
  /// of its values has in order, those with NaN, and those without.
  static List<RunOrder> inParts(List<Order> orders, Conditions conditions) {
    Order first = orders.getFirst();
    RegistryLatestMetric metric = REGISTRY_LATEST_METRIC.as("first");
    Condition row = metric.KEY.eq(first.key().name());
    Condition nan = DSL.condition(metric.IS_NAN);
    RunOrder numbers =
        new RunOrder(
            conditions,
            from(metric),
            row.and(DSL.not(nan)).and(runOf(metric)),
            List.of(Optional.of("0")));
    numbers.columns.add(Column.real("first", metric.VALUE, first.ascending()));
    RunOrder nans =
        new RunOrder(
            conditions,
            from(metric),
            // The index finds it by the 0 that it is stored as.
            row.and(metric.VALUE.eq(0.0)).and(nan).and(runOf(metric)),
            List.of(Optional.of("1"), Optional.of(Column.REAL.write().apply(0.0))));
    RunOrder without =
        new RunOrder(
            conditions,
            REGISTRY_RUN,
            DSL.notExists(DSL.selectOne().from(metric).where(row).and(runOf(metric))),
            List.of(Optional.of("2"), Optional.empty()));
    return Stream.of(numbers, nans, without).map(part -> part.by(orders)).toList();
  }

  // SQLite takes the tables of a cross join in their order, so that the values' index leads.
  private static Table<? extends Record> from(Table<?> values) {
    return values.crossJoin(REGISTRY_RUN);
  }

  private static Condition runOf(RegistryLatestMetric metric) {
    return metric.RUN_ID.eq(REGISTRY_RUN.ID);
  }

  private RunOrder by(List<Order> orders) {
    (prefix.isEmpty() ? orders : orders.subList(1, orders.size())).forEach(this::add);
    List<Key> keys = orders.stream().map(Order::key).toList();
    if (!keys.contains(START)) {
      add(new Order(START, false));
    }
    if (!keys.contains(ID)) {
      add(new Order(ID, true));
    }
    return this;
  }

  /// The search for runs that are so sorted.
  Query<String> query(Condition found) {
    return new Query<>(
        from,
        found.and(where),
        prefix,
        columns,
        List.of(REGISTRY_RUN.ID),
        row -> row.get(REGISTRY_RUN.ID));
  }

  /// Whether the runs come in order from an index, if none of their experiment leads to them: that
  /// of their starts, or that of some values.
  boolean isIndexed() {
    return led || columns.getFirst().field().equals(REGISTRY_RUN.START_MILLIS);
  }

  /// Where a run's artifacts are, as its `artifact_uri` tells it.
  static Field<String> artifactUri() {
    return DSL.concat(
        DSL.inline("mlflow-artifacts:/"),
        REGISTRY_RUN.EXPERIMENT_ID.cast(SQLDataType.VARCHAR),
        DSL.inline("/"),
        REGISTRY_RUN.ID,
        DSL.inline("/artifacts"));
  }

  private void add(Order order) {
    String name = "order" + columns.size();
    boolean ascending = order.ascending();
    String key = order.key().name();
    switch (order.key().entity()) {
      case ATTRIBUTE -> attribute(name, key, ascending);
      case METRIC -> metric(name, key, ascending);
      case PARAM -> {
        RegistryRunParam param = REGISTRY_RUN_PARAM.as(name + "param");
        from = from.leftJoin(param).on(param.RUN_ID.eq(REGISTRY_RUN.ID).and(param.KEY.eq(key)));
        columns.add(missing(name, param.VALUE));
        columns.add(Column.text(name, conditions.sortedStart(param.VALUE), ascending));
      }
      case TAG -> {
        RegistryRunTag tag = REGISTRY_RUN_TAG.as(name + "tag");
        from = from.leftJoin(tag).on(tag.RUN_ID.eq(REGISTRY_RUN.ID).and(tag.KEY.eq(key)));
        columns.add(missing(name, tag.VALUE));
        columns.add(Column.text(name, conditions.sortedStart(tag.VALUE), ascending));
      }
      case DATASET -> throw new IllegalStateException("Cannot sort by a dataset, got " + key);
    }
  }

  private void attribute(String name, String key, boolean ascending) {
    switch (key) {
      case "start_time" -> columns.add(Column.whole(name, REGISTRY_RUN.START_MILLIS, ascending));
      case "end_time" -> {
        columns.add(missing(name, REGISTRY_RUN.END_MILLIS));
        columns.add(Column.whole(name, REGISTRY_RUN.END_MILLIS, ascending));
      }
      // As the database sorts it, which its index does too.
      case "run_id" -> columns.add(Column.text(name, REGISTRY_RUN.ID, ascending));
      default ->
          columns.add(
              Column.text(name, conditions.sortedStart(RunConditions.attribute(key)), ascending));
    }
  }

  private void metric(String name, String key, boolean ascending) {
    RegistryLatestMetric metric = REGISTRY_LATEST_METRIC.as(name + "metric");
    from = from.leftJoin(metric).on(metric.RUN_ID.eq(REGISTRY_RUN.ID).and(metric.KEY.eq(key)));
    Field<Long> rank =
        DSL.when(metric.VALUE.isNull(), DSL.inline(2L))
            .when(DSL.condition(metric.IS_NAN), DSL.inline(1L))
            .otherwise(DSL.inline(0L));
    columns.add(Column.whole(name + "rank", rank, true));
    columns.add(Column.real(name, metric.VALUE, ascending));
  }

  /// Sorts what has a value before what has none.
  static Column<Long> missing(String name, Field<?> value) {
    Field<Long> rank = DSL.when(value.isNull(), DSL.inline(1L)).otherwise(DSL.inline(0L));
    return Column.whole(name + "rank", rank, true);
  }
}
