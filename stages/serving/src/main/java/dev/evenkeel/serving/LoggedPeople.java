package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import dev.evenkeel.base.Json;
import dev.evenkeel.data.PersonalData;
import dev.evenkeel.store.Database;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.impl.DSL;
import tools.jackson.databind.JsonNode;

/// What the log keeps of people: rows that were asked about them, with their answers and what
/// turned out to be true. Answers that were kept without their rows name nobody.
public final class LoggedPeople implements PersonalData {
  private static final int PAGE = 1_000;
  private static final int MODELS = 100;

  private final Database database;
  private final PredictionLog log;
  private final ModelNames models;
  private final RowsInMemory inMemory;

  /// Names of models that whoever acts sees, page by page.
  @FunctionalInterface
  public interface ModelNames {
    /// A page of them in alphabetical order.
    ///
    /// @param after only names behind it; empty for the first page
    List<String> page(String after, int limit);
  }

  /// Rows that a server keeps in memory.
  @FunctionalInterface
  public interface RowsInMemory {
    /// Drops those of a model whose column has a value.
    void forget(String model, String column, String value);
  }

  /// @param models in whose log people are looked for
  /// @param inMemory the same rows once more, which nobody counts
  public LoggedPeople(
      Database database, PredictionLog log, ModelNames models, RowsInMemory inMemory) {
    this.database = database;
    this.log = log;
    this.models = models;
    this.inMemory = inMemory;
  }

  @Override
  public long forget(String dataset, String column, String value) {
    // What was answered just now may not be written yet.
    log.flush();
    long rows = 0;
    String last = "";
    List<String> page;
    do {
      page = models.page(last, MODELS);
      for (String model : page) {
        inMemory.forget(model, column, value);
        rows += forgetIn(model, column, value);
        last = model;
      }
    } while (page.size() == MODELS);
    return rows;
  }

  private long forgetIn(String model, String column, String value) {
    long rows = 0;
    String last = "";
    Result<Record2<String, String>> page;
    do {
      page = page(model, value, last);
      List<String> theirs = new ArrayList<>();
      for (Record2<String, String> row : page) {
        last = row.value1();
        if (isOf(row.value2(), column, value)) {
          theirs.add(last);
        }
      }
      rows += delete(theirs);
    } while (page.size() == PAGE);
    return rows;
  }

  /// Rows that may be of somebody, by id.
  private Result<Record2<String, String>> page(String model, String value, String after) {
    return database.read(sql ->
        sql.select(SERVING_PREDICTION.ID, SERVING_PREDICTION.INPUTS)
            .from(SERVING_PREDICTION)
            .where(SERVING_PREDICTION.MODEL.eq(model))
            .and(SERVING_PREDICTION.ID.gt(after))
            .and(SERVING_PREDICTION.INPUTS.isNotNull())
            .and(mayHold(value))
            .orderBy(SERVING_PREDICTION.ID)
            .limit(PAGE)
            .fetch());
  }

  /// Numbers and what JSON escapes can be written in several ways, so each row is looked at.
  private static Condition mayHold(String value) {
    boolean isPlain = value.matches("[A-Za-z0-9@._ -]+");
    return isPlain && numberOf(value).isEmpty()
        ? SERVING_PREDICTION.INPUTS.contains(value)
        : DSL.noCondition();
  }

  private static boolean isOf(String inputs, String column, String value) {
    JsonNode cell = Json.mapper().readTree(inputs).path(column);
    return cell.isNumber()
        ? numberOf(value).filter(number -> number.compareTo(cell.decimalValue()) == 0).isPresent()
        : cell.asString("").equals(value);
  }

  private static Optional<BigDecimal> numberOf(String value) {
    try {
      return Optional.of(new BigDecimal(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private long delete(List<String> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    return database.write(sql -> {
      sql.deleteFrom(SERVING_FEEDBACK).where(SERVING_FEEDBACK.PREDICTION_ID.in(ids)).execute();
      return sql.deleteFrom(SERVING_PREDICTION).where(SERVING_PREDICTION.ID.in(ids)).execute();
    });
  }
}
