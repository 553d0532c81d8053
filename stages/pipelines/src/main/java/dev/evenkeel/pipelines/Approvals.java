package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_APPROVAL;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.PipelineRuns.Answer;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.ProjectSight;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;

/// Whether somebody agreed that a step runs.
final class Approvals {
  private Approvals() {}

  static void answer(DSLContext sql, Head head, String step, Answer answer, String note) {
    String role =
        sql.select(PIPELINES_APPROVAL.ROLE)
            .from(PIPELINES_APPROVAL)
            .where(PIPELINES_APPROVAL.RUN_ID.eq(head.id()))
            .and(PIPELINES_APPROVAL.STEP.eq(step))
            .and(PIPELINES_APPROVAL.STATE.eq(State.WAITING.name()))
            .fetchOptional(PIPELINES_APPROVAL.ROLE)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.CONFLICT,
                        "step `%s` waits for nobody's approval".formatted(Names.abbreviate(step)),
                        "look at the run")
                    .asException());
    ProjectSight.demand(head.project(), role(role).orElse(Role.ADMIN));
    close(sql, head.id(), step, answer.name(), Acting.now().who().name(), note);
  }

  /// Ends a question that nobody answered; false when somebody did.
  static boolean expire(DSLContext sql, String runId, String step) {
    return close(sql, runId, step, "EXPIRED", "", "");
  }

  /// A role by its word.
  static Optional<Role> role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private static boolean close(
      DSLContext sql, String runId, String step, String state, String who, String note) {
    return sql.update(PIPELINES_APPROVAL)
            .set(PIPELINES_APPROVAL.STATE, state)
            .set(PIPELINES_APPROVAL.DECIDED_BY, who)
            .set(PIPELINES_APPROVAL.DECIDED, Instant.now())
            .set(PIPELINES_APPROVAL.NOTE, note)
            .where(PIPELINES_APPROVAL.RUN_ID.eq(runId))
            .and(PIPELINES_APPROVAL.STEP.eq(step))
            .and(PIPELINES_APPROVAL.STATE.eq(State.WAITING.name()))
            .execute()
        == 1;
  }
}
