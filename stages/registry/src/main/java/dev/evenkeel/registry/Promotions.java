package dev.evenkeel.registry;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
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
  private final List<Consumer<AliasMove>> listeners = new CopyOnWriteArrayList<>();

  public Promotions(Database database, Models models, Clock clock) {
    this.database = database;
    this.models = models;
    this.clock = clock;
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
  ///   model that could serve; nothing is recorded then
  public Verdict promote(
      ModelVersion challenger, Gate gate, String actor, Consumer<Verdict> record) {
    models.demandServable(challenger);
    Optional<ModelVersion> champion = models.champion(challenger.model());
    Verdict verdict = gate.judge(challenger, champion);
    return database.write(sql -> {
      ModelLock.take(sql, challenger.model());
      record.accept(verdict);
      if (verdict instanceof Verdict.Pass) {
        AliasMove move = move(sql, challenger, champion, actor, verdict.evidence());
        database.afterCommit(() -> Aliases.tell(listeners, move));
      }
      return verdict;
    });
  }

  private AliasMove move(
      DSLContext sql,
      ModelVersion challenger,
      Optional<ModelVersion> judgedAgainst,
      String actor,
      String reason) {
    if (Models.find(sql, challenger.model(), challenger.number()).isEmpty()) {
      throw Models.unknown(challenger.model(), challenger.number()).asException();
    }
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
    AliasMove move =
        new AliasMove(
            challenger.model(), Models.CHAMPION, challenger.number(), clock.now(), actor, reason);
    Aliases.insert(sql, move);
    return move;
  }
}
