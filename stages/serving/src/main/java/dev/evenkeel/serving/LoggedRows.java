package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION_BLOCK;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.ServingPredictionBlockRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// Everything that was answered in a stretch of time with its truth, in the order of time and id,
/// page by page: however much there is, little of it is in memory.
final class LoggedRows implements Iterator<LoggedRows.Row> {
  private static final int PAGE = 500;
  private static final int BLOCKS = 4;
  private static final Comparator<LoggedPrediction> ORDER =
      Comparator.comparing(LoggedPrediction::at).thenComparing(LoggedPrediction::id);

  private final Database database;
  private final String model;
  private final Instant to;

  /// The last row that was given out, or where to begin.
  private Instant afterAt;

  private String afterId;

  private final Deque<Row> rows = new ArrayDeque<>();
  private Instant rowsAt;
  private String rowsId;
  private boolean rowsDone;

  private final Deque<ServingPredictionBlockRecord> blocks = new ArrayDeque<>();
  private final PriorityQueue<LoggedPrediction> inBlocks = new PriorityQueue<>(ORDER);
  private Instant blocksFrom = Instant.EPOCH;
  private long blocksId = -1;
  private boolean blocksBegun;
  private boolean blocksDone;

  /// @param from inclusive
  /// @param to exclusive
  /// @param after the last row of an earlier page; it is not given again
  LoggedRows(
      Database database, String model, Instant from, Instant to, Optional<LoggedPrediction> after) {
    this.database = database;
    this.model = model;
    this.to = to;
    boolean later = after.isPresent() && !after.get().at().isBefore(from);
    afterAt = later ? after.get().at() : from;
    afterId = later ? after.get().id() : "";
    rowsAt = afterAt;
    rowsId = afterId;
  }

  /// A prediction with its truth.
  ///
  /// @param truthLabel empty while unknown, and for a quantity
  /// @param truthValue NaN while unknown, or when it was told as a label
  record Row(
      LoggedPrediction prediction,
      String truthLabel,
      double truthValue,
      Optional<Instant> toldAt) {}

  @Override
  public boolean hasNext() {
    fill();
    return !rows.isEmpty() || !inBlocks.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = rows.peek();
    LoggedPrediction inBlock = inBlocks.peek();
    int order = row == null ? 1 : inBlock == null ? -1 : ORDER.compare(row.prediction(), inBlock);
    Row next =
        order <= 0 ? rows.remove() : new Row(inBlocks.remove(), "", Double.NaN, Optional.empty());
    if (order == 0) {
      // A truth was told, so it is a row as well.
      inBlocks.remove();
    }
    afterAt = next.prediction().at();
    afterId = next.prediction().id();
    return next;
  }

  private void fill() {
    if (rows.isEmpty() && !rowsDone) {
      readRows();
    }
    while (!blocksDone && needsBlock()) {
      if (blocks.isEmpty()) {
        readBlocks();
      } else {
        ServingPredictionBlockRecord block = blocks.remove();
        PredictionBlock.decode(block.getModel(), block.getVersion(), block.getContent()).stream()
            .filter(row -> isAfter(row) && row.at().isBefore(to))
            .forEach(inBlocks::add);
      }
      blocksDone = blocksDone && blocks.isEmpty();
    }
  }

  private boolean needsBlock() {
    if (inBlocks.isEmpty()) {
      return true;
    }
    Instant next = blocks.isEmpty() ? blocksFrom : blocks.element().getStarts();
    return !next.isAfter(inBlocks.element().at());
  }

  private boolean isAfter(LoggedPrediction row) {
    int order = row.at().compareTo(afterAt);
    return order > 0 || (order == 0 && row.id().compareTo(afterId) > 0);
  }

  private void readRows() {
    Condition after =
        SERVING_PREDICTION
            .AT
            .gt(rowsAt)
            .or(SERVING_PREDICTION.AT.eq(rowsAt).and(SERVING_PREDICTION.ID.gt(rowsId)));
    database
        .read(sql ->
            LoggedTruths.select(sql)
                .where(SERVING_PREDICTION.MODEL.eq(model))
                .and(SERVING_PREDICTION.AT.ge(rowsAt))
                .and(SERVING_PREDICTION.AT.lt(to))
                .and(after)
                .orderBy(SERVING_PREDICTION.AT, SERVING_PREDICTION.ID)
                .limit(PAGE)
                .fetch())
        .forEach(row -> rows.add(row(row)));
    rowsDone = rows.size() < PAGE;
    if (!rows.isEmpty()) {
      rowsAt = rows.getLast().prediction().at();
      rowsId = rows.getLast().prediction().id();
    }
  }

  private static Row row(Record row) {
    @Nullable Double truth = row.get(SERVING_FEEDBACK.TRUTH_VALUE);
    return new Row(
        PredictionStore.logged(row.into(SERVING_PREDICTION)),
        Objects.requireNonNullElse(row.get(SERVING_FEEDBACK.TRUTH_LABEL), ""),
        truth == null ? Double.NaN : truth,
        Optional.ofNullable(row.get(LoggedTruths.TOLD_AT, Instant.class)));
  }

  private void readBlocks() {
    Condition later =
        SERVING_PREDICTION_BLOCK
            .STARTS
            .gt(blocksFrom)
            .or(
                SERVING_PREDICTION_BLOCK
                    .STARTS
                    .eq(blocksFrom)
                    .and(SERVING_PREDICTION_BLOCK.ID.gt(blocksId)));
    var found =
        database.read(sql ->
            sql.selectFrom(SERVING_PREDICTION_BLOCK)
                .where(SERVING_PREDICTION_BLOCK.MODEL.eq(model))
                .and(SERVING_PREDICTION_BLOCK.ENDS.ge(afterAt))
                .and(SERVING_PREDICTION_BLOCK.STARTS.lt(to))
                .and(blocksBegun ? later : org.jooq.impl.DSL.noCondition())
                .orderBy(SERVING_PREDICTION_BLOCK.STARTS, SERVING_PREDICTION_BLOCK.ID)
                .limit(BLOCKS)
                .fetch());
    blocksBegun = true;
    blocks.addAll(found);
    blocksDone = found.isEmpty();
    if (!found.isEmpty()) {
      blocksFrom = blocks.getLast().getStarts();
      blocksId = blocks.getLast().getId();
    }
  }
}
