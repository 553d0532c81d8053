package dev.evenkeel.serving;

import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.ModelVersion;

/// A version in memory, ready to answer.
///
/// @param form its answers, prepared as far as they are always the same
public record Deployed(
    ModelVersion version,
    LoadedModel model,
    Scorer scorer,
    RowReader reader,
    VersionStatistics statistics,
    AnswerForm form) {
  public Deployed(
      ModelVersion version,
      LoadedModel model,
      Scorer scorer,
      RowReader reader,
      VersionStatistics statistics) {
    this(version, model, scorer, reader, statistics, new AnswerForm(version));
  }
}
