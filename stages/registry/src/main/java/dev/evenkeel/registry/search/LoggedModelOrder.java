package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_METRIC;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// How found logged models are sorted.
record LoggedModelOrder(Conditions conditions) {
  private static final String METRICS = "metrics.";

  /// The columns of an order, made total by the newest first and the id.
  List<Column<?>> columns(List<ModelOrder> orders) {
    if (orders.size() > Order.KEYS_MAX) {
      throw invalid("`order_by` has more than %d keys".formatted(Order.KEYS_MAX), "");
    }
    List<Column<?>> columns = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (ModelOrder order : orders) {
      String name = "order" + columns.size();
      if (order.field().startsWith(METRICS)) {
        if (!seen.add(List.of(order.field(), order.dataset()))) {
          throw Order.twice(order.field());
        }
        metric(columns, name, order);
      } else {
        String key = attribute(order);
        if (!seen.add(key)) {
          throw Order.twice(key);
        }
        attribute(columns, name, key, order.ascending());
      }
    }
    if (!seen.contains("creation_timestamp")) {
      columns.add(Column.whole("created", REGISTRY_LOGGED_MODEL.CREATED_MILLIS, false));
    }
    if (!seen.contains("model_id")) {
      columns.add(Column.text("model_id", REGISTRY_LOGGED_MODEL.ID, true));
    }
    return columns;
  }

  private static String attribute(ModelOrder order) {
    return Vocabulary.LOGGED_MODELS
        .order("", order.field().strip())
        .map(Key::name)
        .orElseThrow(() ->
            invalid(
                "Invalid order by field name: `%s`".formatted(Names.abbreviate(order.field())),
                Vocabulary.LOGGED_MODELS.sortable() + ", metrics.<key>"));
  }

  private void attribute(List<Column<?>> columns, String name, String key, boolean ascending) {
    switch (key) {
      case "creation_timestamp", "last_updated_timestamp" ->
          columns.add(Column.whole(name, time(key), ascending));
      case "model_id" -> columns.add(Column.text(name, REGISTRY_LOGGED_MODEL.ID, ascending));
      default -> {
        columns.add(RunOrder.missing(name, text(key)));
        columns.add(Column.text(name, conditions.sortedStart(text(key)), ascending));
      }
    }
  }

  // A model has one value of a metric for each run and dataset: the newest counts.
  private static void metric(List<Column<?>> columns, String name, ModelOrder order) {
    String key = order.field().substring(METRICS.length());
    Condition row =
        REGISTRY_LOGGED_MODEL_METRIC
            .MODEL_ID
            .eq(REGISTRY_LOGGED_MODEL.ID)
            .and(REGISTRY_LOGGED_MODEL_METRIC.KEY.eq(key))
            .and(order.dataset().map(LoggedModelOrder::of).orElse(DSL.noCondition()));
    Field<Long> rank =
        DSL.when(DSL.condition(REGISTRY_LOGGED_MODEL_METRIC.IS_NAN), DSL.inline(1L))
            .otherwise(DSL.inline(0L));
    columns.add(Column.whole(name + "rank", DSL.coalesce(newest(rank, row), DSL.inline(2L)), true));
    columns.add(
        Column.real(name, newest(REGISTRY_LOGGED_MODEL_METRIC.VALUE, row), order.ascending()));
  }

  private static <T> Field<T> newest(Field<T> field, Condition row) {
    return DSL.field(
        DSL.select(field)
            .from(REGISTRY_LOGGED_MODEL_METRIC)
            .where(row)
            .orderBy(
                REGISTRY_LOGGED_MODEL_METRIC.MILLIS.desc(),
                REGISTRY_LOGGED_MODEL_METRIC.STEP.desc(),
                REGISTRY_LOGGED_MODEL_METRIC.RUN_ID,
                REGISTRY_LOGGED_MODEL_METRIC.DATASET_NAME,
                REGISTRY_LOGGED_MODEL_METRIC.DATASET_DIGEST)
            .limit(1));
  }

  /// Metrics that were measured on a dataset.
  static Condition of(DatasetChoice dataset) {
    Condition named = REGISTRY_LOGGED_MODEL_METRIC.DATASET_NAME.eq(dataset.name());
    return dataset
        .digest()
        .map(digest -> named.and(REGISTRY_LOGGED_MODEL_METRIC.DATASET_DIGEST.eq(digest)))
        .orElse(named);
  }

  /// An attribute that is a time.
  static Field<Long> time(String key) {
    return key.equals("creation_timestamp")
        ? REGISTRY_LOGGED_MODEL.CREATED_MILLIS
        : REGISTRY_LOGGED_MODEL.UPDATED_MILLIS;
  }

  /// An attribute that is a text.
  static Field<String> text(String key) {
    return switch (key) {
      case "model_id" -> REGISTRY_LOGGED_MODEL.ID;
      case "name" -> REGISTRY_LOGGED_MODEL.NAME;
      case "model_type" -> REGISTRY_LOGGED_MODEL.MODEL_TYPE;
      case "source_run_id" -> REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID;
      case "status" -> REGISTRY_LOGGED_MODEL.STATUS;
      default -> throw new IllegalStateException("Cannot search logged models by " + key);
    };
  }

  private static RuntimeException invalid(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }
}
