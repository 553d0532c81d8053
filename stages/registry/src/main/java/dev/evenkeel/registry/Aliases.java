package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names for versions that people choose, such as `challenger`. `champion` is one of them, but only
/// [Promotions] moves it.
public final class Aliases {
  private static final int ALIASES_MAX = 1_000;
  private static final int REASON_CHARS_MAX = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Aliases.class);

  private final Database database;
  private final Clock clock;
  private final Events events;
  private final Protections protections;
  private final AuditLog audit;
  private final List<Consumer<AliasMove>> listeners = new CopyOnWriteArrayList<>();

  /// One that tells nobody outside.
  public Aliases(Database database, Clock clock) {
    this(database, clock, Events.NONE);
  }

  public Aliases(Database database, Clock clock, Events events) {
    this.database = database;
    this.clock = clock;
    this.events = events;
    this.protections = new Protections(database, clock, events);
    this.audit = new AuditLog(database, clock);
  }

  /// What became of the wish to move an alias.
  private sealed interface Asked {
    record Done(AliasMove move) implements Asked {}

    record Waits(ApprovalRequest request) implements Asked {}
  }

  /// A move, with the number that the database gave it; higher is mostly newer.
  public record Moved(long id, String model) {}

  /// Tells of each move of this process after it is committed, whatever another listener throws.
  public void onMove(Consumer<AliasMove> listener) {
    listeners.add(listener);
  }

  /// Lets an alias point at a version.
  ///
  /// @param actor who asks
  /// @param reason in plain words; may be empty
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a name that cannot be one,
  ///   `CONFLICT` for `champion` and when the move waits for approval, `FORBIDDEN` for whoever may
  ///   not move this one, `NOT_FOUND` for an unknown version
  public AliasMove set(String model, String alias, int number, String actor, String reason) {
    checkMovable(alias);
    return done(
        database.write(sql -> {
          ModelLock.take(sql, model);
          ProjectScope.demandModel(
              sql, model, Role.EDITOR, () -> Models.unknown(model, number).asException());
          if (Models.find(sql, model, number).isEmpty()) {
            throw Models.unknown(model, number).asException();
          }
          return ask(sql, model, alias, number, actor, reason);
        }),
        alias);
  }

  /// Lets an alias point at nothing.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when it does already,
  ///   `CONFLICT` for `champion` and when the removal waits for approval, `FORBIDDEN` for whoever
  ///   may not move this one
  public AliasMove remove(String model, String alias, String actor, String reason) {
    checkMovable(alias);
    return done(
        database.write(sql -> {
          ModelLock.take(sql, model);
          ProjectScope.demandModel(sql, model, Role.EDITOR, () -> noAlias(model, alias));
          if (pointsAt(sql, model, alias) == AliasMove.NOWHERE) {
            throw noAlias(model, alias);
          }
          return ask(sql, model, alias, AliasMove.NOWHERE, actor, reason);
        }),
        alias);
  }

  private Asked ask(
      DSLContext sql, String model, String alias, int to, String actor, String reason) {
    return protections
        .ask(model, alias, pointsAt(sql, model, alias), to, reason)
        .<Asked>map(Asked.Waits::new)
        .orElseGet(() ->
            new Asked.Done(
                moved(sql, new AliasMove(model, alias, to, clock.now(), actor, bounded(reason)))));
  }

  // Only now, when the request is committed.
  private static AliasMove done(Asked asked, String alias) {
    return switch (asked) {
      case Asked.Done(AliasMove move) -> move;
      case Asked.Waits(ApprovalRequest request) ->
          throw Protections.waiting(request.facts().getOrDefault("model", ""), alias, request);
    };
  }

  /// Where an alias points; [AliasMove#NOWHERE] for nothing.
  static int pointsAt(DSLContext sql, String model, String alias) {
    return Models.newestMove(sql, model, alias).map(AliasMove::number).orElse(AliasMove.NOWHERE);
  }

  /// Moves an alias as others have approved.
  AliasMove approved(
      DSLContext sql, String model, String alias, int to, String actor, String reason) {
    return moved(sql, new AliasMove(model, alias, to, clock.now(), actor, bounded(reason)));
  }

  private static RuntimeException noAlias(String model, String alias) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "model `%s` has no alias `%s`"
                .formatted(Names.abbreviate(model), Names.abbreviate(alias)),
            "list them with GET /api/v1/models/NAME")
        .asException();
  }

  /// Where every alias of a model points, `champion` included, by name.
  public Map<String, Integer> of(String model) {
    return database.read(sql -> {
      Map<String, Integer> aliases = new LinkedHashMap<>();
      sql.select(REGISTRY_ALIAS_MOVE.ALIAS, REGISTRY_ALIAS_MOVE.NUMBER)
          .from(REGISTRY_ALIAS_MOVE)
          .where(REGISTRY_ALIAS_MOVE.ID.in(newestIds(model)))
          .and(ProjectScope.ofModel(REGISTRY_ALIAS_MOVE.MODEL))
          .orderBy(REGISTRY_ALIAS_MOVE.ALIAS)
          .limit(ALIASES_MAX)
          .forEach(row -> {
            if (row.value2() != AliasMove.NOWHERE) {
              aliases.put(row.value1(), row.value2());
            }
          });
      return aliases;
    });
  }

  /// Where all aliases of a model have been, newest first.
  ///
  /// @param limit at most 1,000
  public List<AliasMove> history(String model, int limit) {
    return database.read(sql ->
        sql
            .selectFrom(REGISTRY_ALIAS_MOVE)
            .where(REGISTRY_ALIAS_MOVE.MODEL.eq(model))
            .and(ProjectScope.ofModel(REGISTRY_ALIAS_MOVE.MODEL))
            .orderBy(REGISTRY_ALIAS_MOVE.ID.desc())
            .limit(Math.clamp(limit, 0, ALIASES_MAX))
            .stream()
            .map(Models::move)
            .toList());
  }

  private static Select<Record1<Long>> newestIds(String model) {
    return DSL.select(DSL.max(REGISTRY_ALIAS_MOVE.ID))
        .from(REGISTRY_ALIAS_MOVE)
        .where(REGISTRY_ALIAS_MOVE.MODEL.eq(model))
        .groupBy(REGISTRY_ALIAS_MOVE.ALIAS);
  }

  /// The newest moves of all models, whichever process made them: cheap enough to be asked every
  /// second.
  ///
  /// @param limit more than can be committed out of order
  public List<Moved> newest(int limit) {
    return database.read(sql ->
        sql.select(REGISTRY_ALIAS_MOVE.ID, REGISTRY_ALIAS_MOVE.MODEL)
            .from(REGISTRY_ALIAS_MOVE)
            .orderBy(REGISTRY_ALIAS_MOVE.ID.desc())
            .limit(limit)
            .fetch(row -> new Moved(row.value1(), row.value2())));
  }

  /// Moves an alias in the caller's transaction, who has checked that it may; listeners hear of it
  /// once that is committed.
  AliasMove moved(DSLContext sql, AliasMove move) {
    insert(sql, move, audit);
    EventFacts.raise(events, move);
    database.afterCommit(() -> tell(listeners, move));
    return move;
  }

  static void insert(DSLContext sql, AliasMove move, AuditLog audit) {
    audit.appendIn(
        ProjectScope.ofAudit(sql, move.model()),
        move.isSet() ? "alias.set" : "alias.removed",
        Protections.subject(move.model()),
        facts(move.alias(), pointsAt(sql, move.model(), move.alias())),
        facts(move.alias(), move.number()),
        move.reason());
    sql.insertInto(REGISTRY_ALIAS_MOVE)
        .set(REGISTRY_ALIAS_MOVE.MODEL, move.model())
        .set(REGISTRY_ALIAS_MOVE.ALIAS, move.alias())
        .set(REGISTRY_ALIAS_MOVE.NUMBER, move.number())
        .set(REGISTRY_ALIAS_MOVE.AT, move.at())
        .set(REGISTRY_ALIAS_MOVE.ACTOR, move.actor())
        .set(REGISTRY_ALIAS_MOVE.REASON, move.reason())
        .execute();
  }

  private static Map<String, Object> facts(String alias, int number) {
    return number == AliasMove.NOWHERE ? Map.of() : Map.of("alias", alias, "version", number);
  }

  static void tell(List<Consumer<AliasMove>> listeners, AliasMove move) {
    for (Consumer<AliasMove> listener : listeners) {
      try {
        listener.accept(move);
      } catch (RuntimeException e) {
        LOG.error(
            "Alias {} of {} points at version {} now, but a listener failed",
            move.alias(),
            move.model(),
            move.number(),
            e);
      }
    }
  }

  private static void checkMovable(String alias) {
    check(alias);
    if (alias.equals(Models.CHAMPION)) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "alias `champion` moves by a promotion only",
              "promote a version")
          .asException();
    }
  }

  /// Answers the name itself, if it can be one: digits only would be a version.
  static String check(String alias) {
    Names.check("alias", alias);
    if (alias.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
      throw new Problem(
              Problem.Kind.INPUT,
              "alias `%s` cannot be used: digits alone name a version"
                  .formatted(Names.abbreviate(alias)),
              "",
              "a name with a letter",
              "choose another name")
          .asException();
    }
    return alias;
  }

  static String bounded(String reason) {
    return reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX);
  }
}
