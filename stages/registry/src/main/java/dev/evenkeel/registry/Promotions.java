package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;

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

  /// Tells of each move after it is committed; serving swaps its traffic by it.
  public void onMove(Consumer<AliasMove> listener) {
    listeners.add(listener);
  }

  /// Asks the gate and, when it passes, moves the alias.
  ///
  /// @param actor who asks: a person, or `policy`
  /// @param record stores the decision, in the transaction that moves the alias, whatever the
  ///   verdict
  public Verdict promote(
      ModelVersion challenger, Gate gate, String actor, Consumer<Verdict> record) {
    Optional<ModelVersion> champion = models.champion(challenger.model());
    Verdict verdict = gate.judge(challenger, champion);
    Optional<AliasMove> move =
        database.write(sql -> {
          record.accept(verdict);
          return verdict instanceof Verdict.Pass
              ? Optional.of(move(sql, challenger, champion, actor, verdict.evidence()))
              : Optional.empty();
        });
    move.ifPresent(done -> listeners.forEach(listener -> listener.accept(done)));
    return verdict;
  }

  private AliasMove move(
      DSLContext sql,
      ModelVersion challenger,
      Optional<ModelVersion> judgedAgainst,
      String actor,
      String reason) {
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
    sql.insertInto(REGISTRY_ALIAS_MOVE)
        .set(REGISTRY_ALIAS_MOVE.MODEL, move.model())
        .set(REGISTRY_ALIAS_MOVE.ALIAS, move.alias())
        .set(REGISTRY_ALIAS_MOVE.NUMBER, move.number())
        .set(REGISTRY_ALIAS_MOVE.AT, move.at())
        .set(REGISTRY_ALIAS_MOVE.ACTOR, move.actor())
        .set(REGISTRY_ALIAS_MOVE.REASON, move.reason())
        .execute();
    return move;
  }
}
