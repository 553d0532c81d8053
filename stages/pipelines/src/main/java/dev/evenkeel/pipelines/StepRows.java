package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_ATTEMPT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_LOG;
import static dev.evenkeel.store.schema.Tables.PIPELINES_STEP;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.store.schema.tables.records.PipelinesStepRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.InsertValuesStepN;
import org.jooq.Record2;
import org.jooq.Record3;
import tools.jackson.core.type.TypeReference;

/// The rows of steps and of their attempts. Each method works in the caller's transaction.
final class StepRows {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final int ROWS_AT_ONCE = 500;

  private final DSLContext sql;

  StepRows(DSLContext sql) {
    this.sql = sql;
  }

  /// Where a step stands.
  record Standing(State state, int attempt) {}

  /// A step that was begun.
  ///
  /// @param epoch which its commit needs
  record Claim(int attempt, int epoch, State before) {}

  void insert(String runId, List<Step> steps) {
    List<List<Object>> rows = new ArrayList<>();
    for (int position = 0; position < steps.size(); position++) {
      rows.add(row(runId, steps.get(position).name(), position, -1, ""));
    }
    insert(rows);
  }

  /// Adds a run for each value of a step with `each`.
  void expand(String runId, String step, int position, List<String> items) {
    List<List<Object>> rows = new ArrayList<>();
    for (int item = 0; item < items.size(); item++) {
      rows.add(row(runId, step + "[" + item + "]", position, item, items.get(item)));
    }
    insert(rows);
  }

  private static List<Object> row(String runId, String name, int position, int index, String item) {
    return List.of(runId, name, position, State.PENDING.name(), 0, "", index, item);
  }

  private void insert(List<List<Object>> rows) {
    for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
      InsertValuesStepN<PipelinesStepRecord> insert =
          sql.insertInto(PIPELINES_STEP)
              .columns(
                  List.of(
                      PIPELINES_STEP.RUN_ID,
                      PIPELINES_STEP.NAME,
                      PIPELINES_STEP.POSITION,
                      PIPELINES_STEP.STATE,
                      PIPELINES_STEP.EPOCH,
                      PIPELINES_STEP.MESSAGE,
                      PIPELINES_STEP.ITEM_INDEX,
                      PIPELINES_STEP.ITEM));
      for (List<Object> row : rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE))) {
        insert = insert.values(row);
      }
      insert.execute();
    }
  }

  /// The step that failed first, of those whose failure counts or not.
  Optional<StepRun> failed(String runId) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.eq(runId))
        .and(PIPELINES_STEP.STATE.eq(State.FAILED.name()))
        // One run of a step with `each` fails before the step does, and says more.
        .orderBy(PIPELINES_STEP.ENDED, PIPELINES_STEP.ITEM_INDEX.desc(), PIPELINES_STEP.POSITION)
        .limit(1)
        .fetchOptional()
        .map(StepRows::step);
  }

  /// All steps of a run, in running order.
  List<StepRun> all(String runId) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.eq(runId))
        .orderBy(PIPELINES_STEP.POSITION, PIPELINES_STEP.ITEM_INDEX)
        .fetch()
        .map(StepRows::step);
  }

  /// Some of them.
  List<StepRun> page(String runId, int after, int limit) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.eq(runId))
        .orderBy(PIPELINES_STEP.POSITION, PIPELINES_STEP.ITEM_INDEX)
        .offset(after)
        .limit(limit)
        .fetch()
        .map(StepRows::step);
  }

  /// One of them.
  Optional<StepRun> one(String runId, String step) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(of(runId, step))
        .fetchOptional()
        .map(StepRows::step);
  }

  /// The same of several runs, by the runs' ids.
  Map<String, List<StepRun>> all(Collection<String> runIds) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.in(runIds))
        .orderBy(PIPELINES_STEP.POSITION, PIPELINES_STEP.ITEM_INDEX)
        .fetchGroups(PIPELINES_STEP.RUN_ID, StepRows::step);
  }

  /// Where every step stands, in running order.
  Map<String, Standing> standings(String runId) {
    Map<String, Standing> standings = new LinkedHashMap<>();
    for (Record3<String, String, Integer> row :
        sql.select(PIPELINES_STEP.NAME, PIPELINES_STEP.STATE, PIPELINES_STEP.ATTEMPT)
            .from(PIPELINES_STEP)
            .where(PIPELINES_STEP.RUN_ID.eq(runId))
            .orderBy(PIPELINES_STEP.POSITION, PIPELINES_STEP.ITEM_INDEX)
            .fetch()) {
      standings.put(row.value1(), new Standing(State.valueOf(row.value2()), row.value3()));
    }
    return standings;
  }

  /// What some steps answered, by their names; those that answered nothing are absent.
  Map<String, Map<String, String>> outputs(String runId, Collection<String> steps) {
    return outputs(runId, PIPELINES_STEP.NAME.in(steps));
  }

  /// What the runs of a step with `each` answered, in the order of its values.
  Map<String, Map<String, String>> outputsOfEach(String runId, String step) {
    return outputs(
        runId, PIPELINES_STEP.NAME.startsWith(step + "[").and(PIPELINES_STEP.ITEM_INDEX.ge(0)));
  }

  private Map<String, Map<String, String>> outputs(String runId, Condition which) {
    Map<String, Map<String, String>> outputs = new LinkedHashMap<>();
    for (Record2<String, String> row :
        sql.select(PIPELINES_STEP.NAME, PIPELINES_STEP.OUTPUT)
            .from(PIPELINES_STEP)
            .where(PIPELINES_STEP.RUN_ID.eq(runId))
            .and(which)
            .and(PIPELINES_STEP.OUTPUT.isNotNull())
            .orderBy(PIPELINES_STEP.POSITION, PIPELINES_STEP.ITEM_INDEX)
            .fetch()) {
      outputs.put(row.value1(), Json.read(row.value2(), TEXTS));
    }
    return outputs;
  }

  Optional<String> item(String runId, String step) {
    return sql.select(PIPELINES_STEP.ITEM)
        .from(PIPELINES_STEP)
        .where(of(runId, step))
        .and(PIPELINES_STEP.ITEM_INDEX.ge(0))
        .fetchOptional(PIPELINES_STEP.ITEM);
  }

  /// Begins an attempt that waits, or one whose worker died; empty when there is nothing to begin.
  Optional<Claim> claim(String runId, String step, int attempt, String node, Instant now) {
    Optional<PipelinesStepRecord> row =
        sql.selectFrom(PIPELINES_STEP).where(of(runId, step)).fetchOptional();
    if (row.isEmpty() || row.get().getAttempt() != attempt) {
      return Optional.empty();
    }
    State before = State.valueOf(row.get().getState());
    if (before != State.READY && before != State.RUNNING && before != State.CANCELLING) {
      return Optional.empty();
    }
    State begun = before == State.CANCELLING ? before : State.RUNNING;
    int epoch = row.get().getEpoch() + 1;
    int claimed =
        sql.update(PIPELINES_STEP)
            .set(PIPELINES_STEP.STATE, begun.name())
            .set(PIPELINES_STEP.EPOCH, epoch)
            .set(PIPELINES_STEP.STARTED, now)
            .where(of(runId, step))
            .and(PIPELINES_STEP.STATE.eq(before.name()))
            .and(PIPELINES_STEP.EPOCH.eq(epoch - 1))
            .execute();
    if (claimed == 0) {
      return Optional.empty();
    }
    sql.insertInto(PIPELINES_ATTEMPT)
        .set(PIPELINES_ATTEMPT.RUN_ID, runId)
        .set(PIPELINES_ATTEMPT.STEP, step)
        .set(PIPELINES_ATTEMPT.ATTEMPT, attempt)
        .set(PIPELINES_ATTEMPT.EPOCH, epoch)
        .set(PIPELINES_ATTEMPT.NODE, node)
        .set(PIPELINES_ATTEMPT.STATE, begun.name())
        .set(PIPELINES_ATTEMPT.MESSAGE, "")
        .set(PIPELINES_ATTEMPT.STARTED, now)
        .execute();
    event(runId, step, begun, attempt > 1 ? "attempt " + attempt : "", now);
    return Optional.of(new Claim(attempt, epoch, before));
  }

  /// Writes down how an attempt ended; false when somebody else began it anew, so that the answer
  /// counts for nothing.
  boolean end(String runId, String step, Claim claim, StepEnd end) {
    boolean isMine =
        sql.fetchExists(
            sql.selectOne()
                .from(PIPELINES_STEP)
                .where(of(runId, step))
                .and(PIPELINES_STEP.EPOCH.eq(claim.epoch()))
                .and(PIPELINES_STEP.STATE.in(State.RUNNING.name(), State.CANCELLING.name())));
    sql.update(PIPELINES_ATTEMPT)
        .set(PIPELINES_ATTEMPT.STATE, isMine ? end.state().name() : State.CANCELLED.name())
        .set(PIPELINES_ATTEMPT.MESSAGE, isMine ? end.message() : "begun anew by another worker")
        .set(PIPELINES_ATTEMPT.ENDED, end.at())
        .where(PIPELINES_ATTEMPT.RUN_ID.eq(runId))
        .and(PIPELINES_ATTEMPT.STEP.eq(step))
        .and(PIPELINES_ATTEMPT.ATTEMPT.eq(claim.attempt()))
        .and(PIPELINES_ATTEMPT.EPOCH.eq(claim.epoch()))
        .execute();
    return isMine;
  }

  /// Whether a step is still at work under an epoch.
  boolean isAt(String runId, String step, int epoch) {
    return sql.fetchExists(
        sql.selectOne()
            .from(PIPELINES_STEP)
            .where(of(runId, step))
            .and(PIPELINES_STEP.EPOCH.eq(epoch))
            .and(PIPELINES_STEP.STATE.eq(State.RUNNING.name())));
  }

  /// Keeps the answer of a step that has ended.
  void answer(String runId, String step, StepEnd end) {
    sql.update(PIPELINES_STEP)
        .set(PIPELINES_STEP.OUTPUT, Json.text(new TreeMap<>(end.output())))
        .set(PIPELINES_STEP.MESSAGE, end.message())
        .set(PIPELINES_STEP.REASON, end.reason())
        .set(PIPELINES_STEP.CACHED_FROM, end.cachedFrom().orElse(null))
        .set(PIPELINES_STEP.ENDED, end.at())
        .where(of(runId, step))
        .execute();
  }

  /// Takes the answer of the same step of another run as its own.
  void carryOver(String runId, StepRun step, String from) {
    sql.update(PIPELINES_STEP)
        .set(PIPELINES_STEP.STATE, State.SUCCEEDED.name())
        .set(PIPELINES_STEP.OUTPUT, Json.text(new TreeMap<>(step.output())))
        .set(PIPELINES_STEP.REASON, "taken over from the run that this one goes on from")
        .set(PIPELINES_STEP.CACHED_FROM, step.cachedFrom().orElse(from))
        .set(PIPELINES_STEP.STARTED, step.started().orElse(null))
        .set(PIPELINES_STEP.ENDED, step.ended().orElse(null))
        .where(of(runId, step.name()))
        .execute();
  }

  void state(String runId, String step, State state, String reason, String detail, Instant now) {
    var update = sql.update(PIPELINES_STEP).set(PIPELINES_STEP.STATE, state.name());
    if (!reason.isEmpty()) {
      update = update.set(PIPELINES_STEP.REASON, reason);
    }
    if (state.isFinal()) {
      update = update.set(PIPELINES_STEP.ENDED, now);
    }
    update.where(of(runId, step)).execute();
    event(runId, step, state, detail, now);
  }

  private void event(String runId, String step, State state, String detail, Instant now) {
    sql.insertInto(PIPELINES_EVENT)
        .set(PIPELINES_EVENT.RUN_ID, runId)
        .set(PIPELINES_EVENT.AT, now)
        .set(PIPELINES_EVENT.STEP, step)
        .set(PIPELINES_EVENT.STATE, state.name())
        .set(PIPELINES_EVENT.DETAIL, detail)
        .execute();
  }

  void attempt(String runId, String step, int attempt) {
    sql.update(PIPELINES_STEP)
        .set(PIPELINES_STEP.ATTEMPT, attempt)
        .where(of(runId, step))
        .execute();
  }

  void delete(String runId) {
    sql.deleteFrom(PIPELINES_STEP).where(PIPELINES_STEP.RUN_ID.eq(runId)).execute();
    sql.deleteFrom(PIPELINES_ATTEMPT).where(PIPELINES_ATTEMPT.RUN_ID.eq(runId)).execute();
    sql.deleteFrom(PIPELINES_EVENT).where(PIPELINES_EVENT.RUN_ID.eq(runId)).execute();
    sql.deleteFrom(PIPELINES_LOG).where(PIPELINES_LOG.RUN_ID.eq(runId)).execute();
  }

  private static Condition of(String runId, String step) {
    return PIPELINES_STEP.RUN_ID.eq(runId).and(PIPELINES_STEP.NAME.eq(step));
  }

  private static StepRun step(PipelinesStepRecord row) {
    return new StepRun(
        row.getName(),
        row.getItemIndex() < 0 ? Optional.empty() : Optional.of(row.getItem()),
        State.valueOf(row.getState()),
        row.getAttempt(),
        row.getEpoch(),
        row.getOutput() == null ? Map.of() : Json.read(row.getOutput(), TEXTS),
        row.getMessage(),
        row.getReason(),
        Optional.ofNullable(row.getCachedFrom()),
        Optional.ofNullable(row.getStarted()),
        Optional.ofNullable(row.getEnded()));
  }
}
