package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION_BLOCK;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.ServingPredictionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// The tables of the prediction log: a row for an answer with its features, a block for many
/// without.
final class PredictionStore {
  private static final int UUID_CHARS = 36;
  private static final TypeReference<List<Double>> NUMBERS = new TypeReference<>() {};

  private final Database database;

  PredictionStore(Database database) {
    this.database = database;
  }

  /// Commits rows and blocks together. What is stored already stays as it is.
  void insert(List<LoggedPrediction> rows, List<PredictionBlock> blocks) {
    database.write(sql -> {
      insertRows(sql, rows);
      blocks.forEach(block -> insert(sql, block));
      return rows.size();
    });
  }

  static void insertRows(DSLContext sql, List<LoggedPrediction> rows) {
    if (rows.isEmpty()) {
      return;
    }
    // One statement, prepared once: a row costs its binding and no more.
    BatchBindStep batch =
        sql.batch(
            sql.insertInto(SERVING_PREDICTION)
                .columns(SERVING_PREDICTION.fields())
                .values(SERVING_PREDICTION.fieldStream().map(_ -> null).toList())
                .onConflictDoNothing());
    for (LoggedPrediction row : rows) {
      batch =
          batch.bind(
              row.id(),
              row.model(),
              row.version(),
              row.at(),
              row.key(),
              row.inputs(),
              row.label().isEmpty() ? null : row.label(),
              Double.isNaN(row.value()) ? null : row.value(),
              row.probabilities().isEmpty() ? null : Json.text(row.probabilities()),
              row.protocol().isEmpty() ? null : row.protocol(),
              row.alias().isEmpty() ? null : row.alias(),
              row.micros() < 0 ? null : row.micros());
    }
    batch.execute();
  }

  static void insert(DSLContext sql, PredictionBlock block) {
    sql.insertInto(SERVING_PREDICTION_BLOCK)
        .set(SERVING_PREDICTION_BLOCK.MODEL, block.model())
        .set(SERVING_PREDICTION_BLOCK.VERSION, block.version())
        .set(SERVING_PREDICTION_BLOCK.FIRST_ID, block.firstId())
        .set(SERVING_PREDICTION_BLOCK.LAST_ID, block.lastId())
        .set(SERVING_PREDICTION_BLOCK.STARTS, block.starts())
        .set(SERVING_PREDICTION_BLOCK.ENDS, block.ends())
        .set(SERVING_PREDICTION_BLOCK.ROW_COUNT, block.rows())
        .set(SERVING_PREDICTION_BLOCK.CONTENT, block.encode())
        .execute();
  }

  /// A prediction by its id, wherever it lies.
  Optional<LoggedPrediction> find(String id) {
    return database.read(sql ->
        sql.selectFrom(SERVING_PREDICTION)
            .where(SERVING_PREDICTION.ID.eq(id))
            .fetchOptional()
            .map(PredictionStore::logged)
            .or(() -> inBlock(sql, id)));
  }

  private static Optional<LoggedPrediction> inBlock(DSLContext sql, String id) {
    if (!isUuid(id)) {
      return Optional.empty();
    }
    return sql
        .selectFrom(SERVING_PREDICTION_BLOCK)
        .where(SERVING_PREDICTION_BLOCK.LAST_ID.between(id, PredictionBlock.spanEnd(id)))
        .and(SERVING_PREDICTION_BLOCK.FIRST_ID.le(id))
        .stream()
        .flatMap(block ->
            PredictionBlock.decode(block.getModel(), block.getVersion(), block.getContent())
                .stream())
        .filter(row -> row.id().equals(id))
        .findFirst();
  }

  private static boolean isUuid(String id) {
    try {
      return id.length() == UUID_CHARS && UUID.fromString(id).toString().equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Removes what was answered at or after a business time.
  static void forgetSince(DSLContext sql, String model, Instant at) {
    sql.deleteFrom(SERVING_PREDICTION)
        .where(SERVING_PREDICTION.MODEL.eq(model))
        .and(SERVING_PREDICTION.AT.ge(at))
        .execute();
    var later = SERVING_PREDICTION_BLOCK.MODEL.eq(model).and(SERVING_PREDICTION_BLOCK.ENDS.ge(at));
    sql.selectFrom(SERVING_PREDICTION_BLOCK)
        .where(later)
        .and(SERVING_PREDICTION_BLOCK.STARTS.lt(at))
        .orderBy(SERVING_PREDICTION_BLOCK.ID)
        .fetch()
        .forEach(block -> {
          PredictionBlock kept = new PredictionBlock(block.getModel(), block.getVersion());
          PredictionBlock.decode(block.getModel(), block.getVersion(), block.getContent()).stream()
              .filter(row -> row.at().isBefore(at))
              .forEach(kept::add);
          insert(sql, kept);
        });
    // Those that were cut end before that time.
    sql.deleteFrom(SERVING_PREDICTION_BLOCK).where(later).execute();
  }

  static LoggedPrediction logged(ServingPredictionRecord row) {
    return new LoggedPrediction(
        row.getId(),
        row.getModel(),
        row.getVersion(),
        row.getAt(),
        row.getRequestKey(),
        row.getInputs(),
        Objects.requireNonNullElse(row.getLabel(), ""),
        Objects.requireNonNullElse(row.getValue(), Double.NaN),
        probabilities(row.getProbabilities()),
        Objects.requireNonNullElse(row.getProtocol(), ""),
        Objects.requireNonNullElse(row.getAlias(), ""),
        Objects.requireNonNullElse(row.getMicros(), -1L));
  }

  private static List<Double> probabilities(@Nullable String json) {
    return json == null ? List.of() : Json.mapper().readValue(json, NUMBERS);
  }
}
