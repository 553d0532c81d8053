/// How a model did on rows with truth: figures, curves, slices, pictures.
///
/// **Lives here:** pure functions from truths and predictions to one [Evaluation], its report and
/// its pictures. Nothing here reads a dataset or keeps anything.
@NullMarked
package dev.evenkeel.training.evaluation;

import org.jspecify.annotations.NullMarked;
