package dev.evenkeel.registry;

import dev.evenkeel.access.ApprovalEffect;
import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.Database;
import org.jooq.DSLContext;

/// Moves an alias once its request is approved: `champion` as a promotion, all others as any move.
public final class AliasMoves implements ApprovalEffect {
  private final Database database;
  private final Aliases aliases;
  private final Promotions promotions;

  public AliasMoves(Database database, Aliases aliases, Promotions promotions) {
    this.database = database;
    this.aliases = aliases;
    this.promotions = promotions;
  }

  @Override
  public void carryOut(ApprovalRequest request) {
    String model = fact(request, "model");
    String alias = fact(request, "alias");
    int from = Integer.parseInt(fact(request, "from"));
    int to = Integer.parseInt(fact(request, "to"));
    database.write(sql -> {
      ModelLock.take(sql, model);
      demandUnchanged(sql, request, model, alias, from, to);
      String reason = "request %d: %s".formatted(request.id(), request.reason());
      return alias.equals(Models.CHAMPION)
          ? promotions.approved(sql, model, to, request.requestedBy(), reason)
          : aliases.approved(sql, model, alias, to, request.requestedBy(), reason);
    });
  }

  private static void demandUnchanged(
      DSLContext sql, ApprovalRequest request, String model, String alias, int from, int to) {
    int present = Aliases.pointsAt(sql, model, alias);
    if (present != from) {
      throw conflict(
          request,
          "alias `%s` of %s was moved from %s to %s meanwhile"
              .formatted(alias, model, word(from), word(present)));
    }
    if (to != AliasMove.NOWHERE && Models.find(sql, model, to).isEmpty()) {
      throw conflict(request, "%s@%d was deleted meanwhile".formatted(model, to));
    }
  }

  private static String word(int number) {
    return number == AliasMove.NOWHERE ? "nothing" : "version " + number;
  }

  private static RuntimeException conflict(ApprovalRequest request, String what) {
    return Problem.of(
            Problem.Kind.CONFLICT,
            "request %d cannot be carried out: %s".formatted(request.id(), what),
            "reject it, and ask anew if it is still wanted")
        .asException();
  }

  private static String fact(ApprovalRequest request, String name) {
    String fact = request.facts().get(name);
    if (fact == null) {
      throw new IllegalStateException(
          "Cannot move an alias: request %d has no %s".formatted(request.id(), name));
    }
    return fact;
  }
}
