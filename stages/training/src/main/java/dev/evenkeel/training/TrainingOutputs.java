package dev.evenkeel.training;

/// The keys under which parameters and answers of the steps travel; [TrainingRequest] and
/// [TrainingResult] give them types.
final class TrainingOutputs {
  /// Parameter: digest of the blob with `evenkeel.yaml`.
  static final String PROJECT = "project";

  /// Parameter: digest of the blob with the contract.
  static final String CONTRACT = "contract";

  /// Parameter: name of the labelled dataset.
  static final String LABELLED = "labelled";

  /// Parameter: end of the newest closed label window; nothing younger is read. ISO 8601.
  static final String UNTIL = "until";

  /// Parameter: `true` for the first version of a model, whose holdout is a hash split.
  static final String FIRST = "first";

  /// Parameter: the holdout, as four numbers with commas: windows, at most, rows, rows of the
  /// rarest class.
  static final String HOLDOUT = "holdout";

  /// Parameter: how much history before the holdout is read. ISO 8601.
  static final String WINDOW = "window";

  /// Parameter: the seed.
  static final String SEED = "seed";

  /// Answer of `load`: the dataset version, as `name@version`.
  static final String DATASET = "dataset";

  /// Answer of `load`: the digest of that version; absent in a run of before there was one.
  static final String DATASET_DIGEST = "datasetDigest";

  /// Answer of `split`: rows that train.
  static final String TRAINING_ROWS = "trainingRows";

  /// Answer of `split`: rows that judge.
  static final String HOLDOUT_ROWS = "holdoutRows";

  /// Answer of `split`: rows of the rarest class among those that judge; absent for a quantity.
  static final String RAREST_ROWS = "rarestRows";

  /// Answers of `split`: where training and holdout begin and end. ISO 8601.
  static final String TRAINING_FROM = "trainingFrom";

  static final String TRAINING_TO = "trainingTo";
  static final String HOLDOUT_FROM = "holdoutFrom";
  static final String HOLDOUT_TO = "holdoutTo";

  /// Answer of `split`: `time` when the times that it answers say which rows judge, or its settings
  /// as JSON; absent when the policy decides.
  static final String SPLIT = "split";

  /// Answer of `train`: digest of the model's file.
  static final String ARTIFACT = "artifact";

  /// Answer of `train`: digest of the reference profile.
  static final String PROFILE = "profile";

  /// Answer of `train`: the format of the model's file, as [dev.evenkeel.models.ModelDescription]
  /// calls it.
  static final String FORMAT = "format";

  /// Answer of `train`: how the model was trained, as JSON.
  static final String PARAMETERS = "trainingParameters";

  /// Answer of `train`: in what it was trained, as JSON of texts; absent in a run of before it was
  /// recorded.
  static final String ENVIRONMENT = "trainingEnvironment";

  /// Answer of `train`: digest of the search's trials as JSON; absent when nothing was searched.
  static final String SEARCH = "search";

  /// Answer of `baseline`: its mean loss on the holdout.
  static final String BASELINE_LOSS = "baselineLoss";

  /// Answer of `baseline`: its score on the holdout.
  static final String BASELINE_SCORE = "baselineScore";

  /// Answer of `baseline`: mean loss on the holdout of the best answer that looks at nothing.
  static final String CONSTANT_LOSS = "constantLoss";

  /// Answers of `evaluate` on the holdout.
  static final String LOSS = "loss";

  static final String SCORE = "score";
  static final String CHAMPION_LOSS = "championLoss";
  static final String CHAMPION_SCORE = "championScore";

  /// Answer of `evaluate`: digest of a blob with `{"champion": [...], "challenger": [...]}`, loss a
  /// row.
  static final String LOSSES = "losses";

  /// Answer of `evaluate`: digest of the evaluation's JSON; absent without rows to judge by.
  static final String EVALUATION = "evaluation";

  /// Answer of `evaluate`: digest of the evaluation's HTML; absent without rows to judge by.
  static final String EVALUATION_REPORT = "evaluationReport";

  /// Answer of `evaluate`: the champion it was compared with, as a number; absent for the first.
  static final String CHAMPION = "champion";

  /// Answer of `register`: the number of the new version.
  static final String VERSION = "version";

  /// Answer of `score`: the dataset version that holds the answers, as `name@version`.
  static final String SCORES = "scores";

  /// Answer of `score`: rows that were scored.
  static final String SCORED_ROWS = "scoredRows";

  /// Answer of `reproduce`: what came of it, as the name of a [Reproduction.Verdict].
  static final String VERDICT = "verdict";

  /// Answer of `reproduce`: the [Reproduction] as JSON.
  static final String REPRODUCTION = "reproduction";

  private TrainingOutputs() {}
}
