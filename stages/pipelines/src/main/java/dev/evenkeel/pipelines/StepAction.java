package dev.evenkeel.pipelines;

import java.util.Map;

/// The work of one step.
///
/// It may run more than once for one attempt, on another node too, so it leaves nothing behind but
/// content-addressed blobs and what it answers; only a committed answer counts.
public interface StepAction {
  /// What `uses` names.
  String name();

  /// Does the work and answers what later steps need: names, digests, figures. A
  /// [dev.evenkeel.base.ProblemException] fails the step with its words.
  Map<String, String> run(StepContext context);
}
