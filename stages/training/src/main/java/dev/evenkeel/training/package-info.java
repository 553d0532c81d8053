/// Makes a challenger: load, check, split, train, evaluate, register; and scores datasets.
///
/// **Lives here:** the built-in steps of a training pipeline and the trainers behind them.
///
/// **May come in:** dataset versions, the models' own features and scorer, the registry. **Stays
/// out:** whether a challenger is good enough; `automation` judges.
///
/// **Door:** [TrainingSteps] answers the step actions; [TrainingRequest] is what a run of them is
/// given and [TrainingResult] what it answers.
@NullMarked
package dev.evenkeel.training;

import org.jspecify.annotations.NullMarked;
