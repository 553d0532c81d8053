package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.training.search.Folds;
import dev.evenkeel.training.search.Search;
import dev.evenkeel.training.search.Search.Score;
import dev.evenkeel.training.search.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Searches how to boost trees, on the training rows alone: the holdout is never looked at.
final class TreeSearch {
  private final Map<String, String> with;
  private final SearchSettings settings;
  private final int classes;
  private final long seed;

  /// @param with of the `train` step
  TreeSearch(Map<String, String> with, SearchSettings settings, int classes, long seed) {
    this.with = Map.copyOf(with);
    this.settings = settings;
    this.classes = classes;
    this.seed = seed;
  }

  Search run(FeatureMatrix rows, Frame training) {
    List<Folds> folds =
        Folds.byTime(
            training.times(LabelledRows.EVENT_TIME),
            training.times(LabelledRows.LABEL_TIME),
            settings.folds());
    long begun = System.nanoTime();
    try (Matrices matrices = Matrices.of(rows, folds)) {
      return Search.run(
          settings.space().trials(settings.trials(), seed),
          folds.size(),
          (trial, fold) -> score(settings.parameters(with, trial), matrices.folds().get(fold)),
          () -> Duration.ofNanos(System.nanoTime() - begun).compareTo(settings.time()) > 0);
    }
  }

  /// How the winner is trained on all rows: with as many trees as were best on average, if boosting
  /// stopped by itself.
  TrainingParameters winner(Search search) {
    Trial winner = search.winner();
    Map<String, Double> chosen = new TreeMap<>(winner.settings());
    if (settings.patience() > 0) {
      double trees = winner.trees().stream().mapToInt(Integer::intValue).average().orElse(1);
      chosen.put("trees", (double) Math.max(1, Math.round(trees)));
    }
    return settings.parameters(with, chosen);
  }

  private Score score(TrainingParameters parameters, Matrix fold) {
    Map<String, Object> boosting =
        new HashMap<>(XgboostTrainer.settings(parameters, classes, seed));
    boosting.put("eval_metric", classes == 0 ? "mae" : classes == 2 ? "logloss" : "mlogloss");
    try {
      Booster booster = XGBoost.train(fold.training(), boosting, 0, Map.of(), null, null);
      try {
        return boost(booster, parameters.trees(), fold);
      } finally {
        booster.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot train trees", e);
    }
  }

  private Score boost(Booster booster, int trees, Matrix fold) throws XGBoostError {
    DMatrix[] judged = {fold.judging()};
    String[] names = {"judging"};
    float[] loss = new float[1];
    Score best = new Score(Double.POSITIVE_INFINITY, 0);
    for (int tree = 0; tree < trees; tree++) {
      booster.update(fold.training(), tree);
      boolean isAsked = settings.patience() > 0 || tree == trees - 1;
      if (isAsked) {
        booster.evalSet(judged, names, tree, loss);
        if (loss[0] < best.loss()) {
          best = new Score(loss[0], tree + 1);
        }
        if (tree + 1 - best.trees() >= settings.patience() && settings.patience() > 0) {
          break;
        }
      }
    }
    return best;
  }

  private record Matrix(DMatrix training, DMatrix judging) {}

  private record Matrices(List<Matrix> folds) implements AutoCloseable {
    static Matrices of(FeatureMatrix rows, List<Folds> folds) {
      List<Matrix> matrices = new ArrayList<>();
      try {
        for (Folds fold : folds) {
          matrices.add(
              new Matrix(
                  NativeMatrix.of(rows.select(fold.training())),
                  NativeMatrix.of(rows.select(fold.judging()))));
        }
      } catch (XGBoostError e) {
        throw new IllegalStateException("Cannot make matrices of the folds", e);
      }
      return new Matrices(matrices);
    }

    @Override
    public void close() {
      folds.forEach(fold -> {
        fold.training().dispose();
        fold.judging().dispose();
      });
    }
  }
}
