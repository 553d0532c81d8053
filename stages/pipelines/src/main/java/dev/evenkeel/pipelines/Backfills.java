package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_BACKFILL;
import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.Backfill.Part;
import dev.evenkeel.pipelines.Backfill.Progress;
import dev.evenkeel.pipelines.Backfill.Which;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Stretches;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.WorkQueue;
import dev.evenkeel.store.schema.tables.records.PipelinesBackfillRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Runs a deployed pipeline once for each of many stretches of time, so many at once.
public final class Backfills {
  /// The most stretches of one backfill.
  public static final int PARTS_MAX = 5_000;

  private static final String CANCEL = "pipeline-backfill-cancel";
  private static final int PARALLEL_MAX = 100;
  private static final int PAGE_MAX = 1_000;
  private static final int KEY_CHARS_MAX = 200;

  private final Database database;
  private final WorkQueue queue;
  private final Clock clock;
  private final PipelineRuns runs;
  private final Firings firings;
  private final FiringRows rows;
  private final AuditLog audit;

  /// @param queue not yet started
  Backfills(
      Database database,
      WorkQueue queue,
      Clock clock,
      PipelineRuns runs,
      Firings firings,
      AuditLog audit) {
    this.database = database;
    this.queue = queue;
    this.clock = clock;
    this.runs = runs;
    this.firings = firings;
    this.rows = new FiringRows(queue);
    this.audit = audit;
    queue.register(CANCEL, this::cancelRuns);
  }

  /// What somebody asks for.
  ///
  /// @param since a day of the first stretch
  /// @param until the first day behind the last stretch
  /// @param parallel how many runs at once
  /// @param key the same for the same wish, so that it can be sent again; empty for a new one
  public record Wish(
      String pipeline, LocalDate since, LocalDate until, int parallel, Which which, String key) {}

  /// Asks for runs in the project in which whoever acts works. The same key again answers the
  /// backfill that is there.
  ///
  /// @throws ProblemException of kind `INPUT` for what cannot be, `NOT_FOUND` for a pipeline that
  ///   is not deployed, `CONFLICT` for a key of another wish
  public Backfill ask(Wish wish) {
    check(wish);
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    return database.write(sql -> {
      String digest =
          Firings.deployed(sql, project, wish.pipeline())
              .orElseThrow(() -> notDeployed(wish.pipeline()));
      Pipeline pipeline = firings.definition(sql, digest);
      Stretches stretches = Stretches.of(pipeline).orElseThrow(() -> unparted(wish.pipeline()));
      List<LocalDate> all = stretches.between(wish.since(), wish.until(), PARTS_MAX);
      if (all.isEmpty() || all.size() > PARTS_MAX) {
        throw input(
            all.isEmpty() ? "no stretch lies there" : "too many stretches lie there",
            "/until",
            "1 to %,d of them".formatted(PARTS_MAX));
      }
      List<LocalDate> parts = wanted(sql, project, wish, all);
      Backfill backfill = backfill(project, digest, wish, parts.size());
      if (!insert(sql, backfill)) {
        return same(sql, project, backfill);
      }
      parts.forEach(part -> rows.put(sql, firing(backfill, part)));
      audit.append(
          "pipeline.backfill",
          "pipeline/" + wish.pipeline(),
          Map.of(),
          Map.of(
              "backfill", backfill.id(),
              "since", wish.since().toString(),
              "until", wish.until().toString(),
              "which", wish.which().word(),
              "parts", parts.size()),
          "");
      return backfill;
    });
  }

  private static void check(Wish wish) {
    if (wish.parallel() < 1 || wish.parallel() > PARALLEL_MAX) {
      throw input(
          wish.parallel() + " runs at once", "/parallel", "from 1 to %d".formatted(PARALLEL_MAX));
    }
    if (!wish.since().isBefore(wish.until())) {
      throw input("it ends before it begins", "/until", "a day behind " + wish.since());
    }
    if (wish.key().length() > KEY_CHARS_MAX) {
      throw input("the key is too long", "/key", "at most %d characters".formatted(KEY_CHARS_MAX));
    }
  }

  private Backfill backfill(String project, String digest, Wish wish, int parts) {
    String id =
        wish.key().isEmpty()
            ? UUID.randomUUID().toString()
            : UUID.nameUUIDFromBytes(
                    String.join("\n", project, wish.pipeline(), wish.key())
                        .getBytes(StandardCharsets.UTF_8))
                .toString();
    return new Backfill(
        id,
        project,
        wish.pipeline(),
        digest,
        wish.since(),
        wish.until(),
        wish.which(),
        wish.parallel(),
        parts,
        clock.now(),
        Acting.now().who().name(),
        Optional.empty());
  }

  private static Firing firing(Backfill backfill, LocalDate part) {
    return new Firing(
        Firing.id(backfill.project(), backfill.pipeline(), "backfill", backfill.id() + "/" + part),
        backfill.project(),
        backfill.pipeline(),
        "backfill",
        "backfill %s, asked for by %s".formatted(backfill.id(), backfill.askedBy()),
        Map.of(),
        Optional.of(part),
        0,
        Optional.of(backfill.id()));
  }

  /// What the runs of a stretch came to.
  private enum Came {
    UNDER_WAY,
    SUCCEEDED,
    FAILED
  }

  private static List<LocalDate> wanted(
      DSLContext sql, String project, Wish wish, List<LocalDate> all) {
    Map<String, EnumMap<Came, Boolean>> came = came(sql, project, wish.pipeline(), all);
    return all.stream()
        .filter(part -> {
          EnumMap<Came, Boolean> runs =
              came.getOrDefault(part.toString(), new EnumMap<>(Came.class));
          boolean isMissing =
              !runs.containsKey(Came.SUCCEEDED) && !runs.containsKey(Came.UNDER_WAY);
          return switch (wish.which()) {
            case ALL -> true;
            case MISSING -> isMissing;
            case FAILED -> isMissing && runs.containsKey(Came.FAILED);
          };
        })
        .toList();
  }

  // Days as texts of ten characters order as the days do.
  private static Map<String, EnumMap<Came, Boolean>> came(
      DSLContext sql, String project, String pipeline, List<LocalDate> parts) {
    Map<String, EnumMap<Came, Boolean>> came = new HashMap<>();
    sql.selectDistinct(PIPELINES_RUN.PART, PIPELINES_RUN.STATE)
        .from(PIPELINES_RUN)
        .where(PIPELINES_RUN.PROJECT.eq(project))
        .and(PIPELINES_RUN.PIPELINE.eq(pipeline))
        .and(PIPELINES_RUN.PART.between(parts.getFirst().toString(), parts.getLast().toString()))
        .forEach(row ->
            came.computeIfAbsent(row.value1(), _ -> new EnumMap<>(Came.class))
                .put(came(State.valueOf(row.value2())), true));
    return came;
  }

  private static Came came(State state) {
    return switch (state) {
      case SUCCEEDED -> Came.SUCCEEDED;
      case FAILED, CANCELLED, SKIPPED -> Came.FAILED;
      case PENDING, READY, RUNNING, WAITING, CANCELLING -> Came.UNDER_WAY;
    };
  }

  private static boolean insert(DSLContext sql, Backfill backfill) {
    return sql.insertInto(PIPELINES_BACKFILL)
            .set(PIPELINES_BACKFILL.ID, backfill.id())
            .set(PIPELINES_BACKFILL.PROJECT, backfill.project())
            .set(PIPELINES_BACKFILL.PIPELINE, backfill.pipeline())
            .set(PIPELINES_BACKFILL.DEFINITION_DIGEST, backfill.definition())
            .set(PIPELINES_BACKFILL.SINCE, backfill.since().toString())
            .set(PIPELINES_BACKFILL.UNTIL, backfill.until().toString())
            .set(PIPELINES_BACKFILL.WHICH, backfill.which().name())
            .set(PIPELINES_BACKFILL.PARALLEL, backfill.parallel())
            .set(PIPELINES_BACKFILL.PARTS, backfill.parts())
            .set(PIPELINES_BACKFILL.ASKED, backfill.asked())
            .set(PIPELINES_BACKFILL.ASKED_BY, backfill.askedBy())
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  private static Backfill same(DSLContext sql, String project, Backfill asked) {
    Backfill there = find(sql, project, asked.pipeline(), asked.id());
    boolean isSame =
        there.since().equals(asked.since())
            && there.until().equals(asked.until())
            && there.which() == asked.which()
            && there.parallel() == asked.parallel();
    if (!isSame) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "backfill %s has this key, and is another one".formatted(there.id()),
              "choose another key")
          .asException();
    }
    return there;
  }

  /// A backfill.
  public Backfill backfill(String pipeline, String id) {
    return database.read(sql -> find(sql, Acting.now().project(), pipeline, id));
  }

  /// The backfills of a pipeline, the newest first.
  ///
  /// @param before only those asked for before it
  public List<Backfill> list(String pipeline, Instant before, int limit) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_BACKFILL)
            .where(PIPELINES_BACKFILL.PROJECT.eq(Acting.now().project()))
            .and(PIPELINES_BACKFILL.PIPELINE.eq(pipeline))
            .and(PIPELINES_BACKFILL.ASKED.lt(before))
            .orderBy(PIPELINES_BACKFILL.ASKED.desc(), PIPELINES_BACKFILL.ID)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(Backfills::backfill));
  }

  private static Backfill find(DSLContext sql, String project, String pipeline, String id) {
    return sql.selectFrom(PIPELINES_BACKFILL)
        .where(PIPELINES_BACKFILL.ID.eq(id))
        .and(PIPELINES_BACKFILL.PROJECT.eq(project))
        .and(PIPELINES_BACKFILL.PIPELINE.eq(pipeline))
        .fetchOptional()
        .map(Backfills::backfill)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "pipeline `%s` has no backfill `%s`"
                        .formatted(Names.abbreviate(pipeline), Names.abbreviate(id)),
                    "list its backfills")
                .asException());
  }

  private static Backfill backfill(PipelinesBackfillRecord row) {
    return new Backfill(
        row.getId(),
        row.getProject(),
        row.getPipeline(),
        row.getDefinitionDigest(),
        LocalDate.parse(row.getSince()),
        LocalDate.parse(row.getUntil()),
        Which.valueOf(row.getWhich()),
        row.getParallel(),
        row.getParts(),
        row.getAsked(),
        row.getAskedBy(),
        Optional.ofNullable(row.getCancelledBy()));
  }

  /// How far a backfill is.
  public Progress progress(Backfill backfill) {
    Field<Integer> count = DSL.count();
    int[] came = new int[5];
    database
        .read(sql ->
            sql.select(PIPELINES_FIRING.STATE, PIPELINES_RUN.STATE, count)
                .from(PIPELINES_FIRING)
                .leftJoin(PIPELINES_RUN)
                .on(PIPELINES_RUN.ID.eq(PIPELINES_FIRING.RUN_ID))
                .where(PIPELINES_FIRING.BACKFILL.eq(backfill.id()))
                .groupBy(PIPELINES_FIRING.STATE, PIPELINES_RUN.STATE)
                .fetch())
        .forEach(row -> came[place(row.value1(), row.value2())] += row.value3());
    return new Progress(came[0], came[1], came[2], came[3], came[4]);
  }

  private static int place(String firing, @org.jspecify.annotations.Nullable String run) {
    if (run == null) {
      return switch (firing) {
        case Firing.REFUSED -> 4;
        case Firing.WAITING -> 0;
        // A run that was forgotten counts as one that somebody took away.
        default -> 3;
      };
    }
    return switch (State.valueOf(run)) {
      case SUCCEEDED -> 1;
      case FAILED, SKIPPED -> 2;
      case CANCELLED -> 3;
      case PENDING, READY, RUNNING, WAITING, CANCELLING -> 0;
    };
  }

  /// The stretches of a backfill, in their order.
  ///
  /// @param after only those that begin behind it; empty for the first page
  public List<Part> parts(Backfill backfill, String after, int limit) {
    return database.read(sql ->
        sql.select(
                PIPELINES_FIRING.PART,
                PIPELINES_FIRING.STATE,
                PIPELINES_FIRING.MESSAGE,
                PIPELINES_RUN.ID,
                PIPELINES_RUN.STATE,
                PIPELINES_RUN.MESSAGE)
            .from(PIPELINES_FIRING)
            .leftJoin(PIPELINES_RUN)
            .on(PIPELINES_RUN.ID.eq(PIPELINES_FIRING.RUN_ID))
            .where(PIPELINES_FIRING.BACKFILL.eq(backfill.id()))
            .and(PIPELINES_FIRING.PART.gt(after))
            .orderBy(PIPELINES_FIRING.PART)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(row ->
                new Part(
                    LocalDate.parse(row.value1()),
                    row.value4() == null ? row.value2() : row.value5(),
                    Optional.ofNullable(row.value4()),
                    row.value4() == null ? row.value3() : row.value6())));
  }

  /// Cancels what of a backfill has not ended. Runs that are under way are stopped soon after.
  public Backfill cancel(String pipeline, String id) {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    return database.write(sql -> {
      find(sql, project, pipeline, id);
      String who = Acting.now().who().name();
      int isFirst =
          sql.update(PIPELINES_BACKFILL)
              .set(PIPELINES_BACKFILL.CANCELLED_BY, who)
              .where(PIPELINES_BACKFILL.ID.eq(id))
              .and(PIPELINES_BACKFILL.CANCELLED_BY.isNull())
              .execute();
      sql.update(PIPELINES_FIRING)
          .set(PIPELINES_FIRING.STATE, Firing.CANCELLED)
          .where(PIPELINES_FIRING.BACKFILL.eq(id))
          .and(PIPELINES_FIRING.STATE.eq(Firing.WAITING))
          .execute();
      if (isFirst == 1) {
        audit.append(
            "pipeline.backfill.cancel",
            "pipeline/" + pipeline,
            Map.of("backfill", id),
            Map.of(),
            "");
      }
      queue.enqueue(CANCEL, id);
      return find(sql, project, pipeline, id);
    });
  }

  // Those that wait first: the end of one that works would let another one begin.
  private void cancelRuns(String id) {
    Optional<Backfill> found =
        database.read(sql ->
            sql.selectFrom(PIPELINES_BACKFILL)
                .where(PIPELINES_BACKFILL.ID.eq(id))
                .fetchOptional()
                .map(Backfills::backfill));
    if (found.isEmpty()) {
      return;
    }
    Backfill backfill = found.get();
    List<String> left =
        database.read(sql ->
            sql.select(PIPELINES_RUN.ID)
                .from(PIPELINES_RUN)
                .join(PIPELINES_FIRING)
                .on(PIPELINES_FIRING.RUN_ID.eq(PIPELINES_RUN.ID))
                .where(PIPELINES_FIRING.BACKFILL.eq(id))
                .and(PIPELINES_RUN.ENDED.isNull())
                .orderBy(
                    DSL.when(PIPELINES_RUN.STATE.eq(State.PENDING.name()), 0).otherwise(1),
                    PIPELINES_RUN.ID)
                .fetch(PIPELINES_RUN.ID));
    Principal who =
        new Principal(
            backfill.cancelledBy().orElse(backfill.askedBy()),
            Map.of(backfill.project(), Role.EDITOR));
    Acting acting = new Acting(who, backfill.project());
    left.forEach(run -> acting.run(() -> runs.cancel(run)));
  }

  private static ProblemException notDeployed(String pipeline) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "pipeline `%s` is not deployed".formatted(Names.abbreviate(pipeline)),
            "`evenkeel pipeline deploy` deploys it")
        .asException();
  }

  private static ProblemException unparted(String pipeline) {
    return Problem.of(
            Problem.Kind.INPUT,
            "pipeline `%s` does not part the time".formatted(Names.abbreviate(pipeline)),
            "add `partition: {by: PARAMETER, every: 1d}` to it and deploy it")
        .asException();
  }

  private static ProblemException input(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where, expected, "").asException();
  }
}
