package dev.evenkeel.registry;

import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/// Moves the `champion` alias; nothing else does.
public final class Promotions {
  private final Database database;
  private final Models models;
  private final Clock clock;
  private final Events events;
  private final Protections protections;
  private final AuditLog audit;
  private final List<Consumer<AliasMove>> listeners = new CopyOnWriteArrayList<>();

  /// One that tells nobody outside.
  public Promotions(Database database, Models models, Clock clock) {
    this(database, models, clock, Events.NONE);
  }

  public Promotions(Database database, Models models, Clock clock, Events events) {
    this.database = database;
    this.models = models;
    this.clock = clock;
    this.events = events;
    this.protections = new Protections(database, clock, events);
    this.audit = new AuditLog(database, clock);
  }

  /// Tells of each move after it is committed; serving swaps its traffic by it. The move stands
  /// whatever a listener throws, which is logged: the others still hear of it.
  public void onMove(Consumer<AliasMove> listener) {
    listeners.add(listener);
  }

  /// Asks the gate and, when it passes, moves the alias.
  ///
  /// @param actor who asks: a person, or `policy`
  /// @param record stores the decision, in the transaction that moves the alias, whatever the
  ///   verdict; when it throws, nothing has moved
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when the champion changed while
  ///   the gate judged, `NOT_FOUND` when the challenger was taken back, `INPUT` when it holds no
  ///   model that could serve, `FORBIDDEN` for whoever may not promote; nothing is recorded then
  /// @return [Verdict.Waiting] when the gate passes and people have to approve: nothing has moved
  public Verdict promote(
      ModelVersion challenger, Gate gate, String actor, Consumer<Verdict> record) {
    database.read(sql -> {
      ProjectScope.demandModel(
          sql,
          challenger.model(),
          Role.DEPLOYER,
          () -> Models.unknown(challenger.model(), challenger.number()).asException());
      return challenger;
    });
    models.demandServable(challenger);
    Optional<ModelVersion> champion = models.champion(challenger.model());
    Verdict verdict = gate.judge(challenger, champion);
    return database.write(sql -> {
      ModelLock.take(sql, challenger.model());
      Verdict outcome =
          verdict instanceof Verdict.Pass pass
              ? passed(sql, challenger, champion, actor, pass)
              : verdict;
      record.accept(outcome);
      return outcome;
    });
  }

  /// The same for whoever asks by hand, and may not overlook that it waits.
  ///
  /// @param reason in plain words
  /// @throws dev.evenkeel.base.ProblemException as [#promote] does, and of kind `CONFLICT` when it
  ///   waits for approval
  public void promoteByHand(ModelVersion challenger, String actor, String reason) {
    Verdict verdict = promote(challenger, (_, _) -> new Verdict.Pass(reason), actor, _ -> {});
    if (verdict instanceof Verdict.Waiting(_, ApprovalRequest request)) {
      throw Protections.waiting(challenger.model(), Models.CHAMPION, request);
    }
  }

  private Verdict passed(
      DSLContext sql,
      ModelVersion challenger,
      Optional<ModelVersion> judgedAgainst,
      String actor,
      Verdict.Pass pass) {
    String evidence = pass.evidence();
    String model = challenger.model();
    if (Models.find(sql, model, challenger.number()).isEmpty()) {
      throw Models.unknown(model, challenger.number()).asException();
    }
    demandUnchanged(sql, challenger, judgedAgainst);
    int from = judgedAgainst.map(ModelVersion::number).orElse(AliasMove.NOWHERE);
    Optional<ApprovalRequest> waits =
        protections.askForGate(model, from, challenger.number(), evidence, pass.report());
    if (waits.isPresent()) {
      return new Verdict.Waiting(evidence, waits.get());
    }
    approved(sql, model, challenger.number(), actor, evidence);
    return pass;
  }

  /// Moves `champion` in the caller's transaction, who has checked that it may.
  AliasMove approved(DSLContext sql, String model, int number, String actor, String reason) {
    Optional<Integer> before =
        Models.newestMove(sql, model, Models.CHAMPION).map(AliasMove::number);
    AliasMove move = new AliasMove(model, Models.CHAMPION, number, clock.now(), actor, reason);
    Aliases.insert(sql, move, audit);
    EventFacts.raise(events, move);
    events.raise(
        Events.CHAMPION_PROMOTED,
        "%s@%d".formatted(model, number),
        EventFacts.promoted(move, before));
    database.afterCommit(() -> Aliases.tell(listeners, move));
    return move;
  }

  private static void demandUnchanged(
      DSLContext sql, ModelVersion challenger, Optional<ModelVersion> judgedAgainst) {
    Optional<Integer> present =
        Models.newestMove(sql, challenger.model(), Models.CHAMPION).map(AliasMove::number);
    if (!present.equals(judgedAgainst.map(ModelVersion::number))) {
      throw new Problem(
              Problem.Kind.CONFLICT,
              "the champion of %s changed while %s was judged"
                  .formatted(challenger.model(), challenger),
              "",
              "the champion that the gate compared with",
              "promote again")
          .asException();
    }
  }
}
