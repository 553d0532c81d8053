package dev.evenkeel.training.search;

import dev.evenkeel.training.search.Trial.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What a search found.
///
/// @param folds that each trial was judged on
/// @param best number of the winner
/// @param trials in the order tried
/// @param isWhole whether every trial was tried; else the time was over, and another machine may
///   find another winner
public record Search(int folds, int best, List<Trial> trials, boolean isWhole) {
  /// Trials that a median can be taken of.
  private static final int JUDGES_MIN = 5;

  public Search {
    trials = List.copyOf(trials);
  }

  /// How settings did on one fold.
  ///
  /// @param trees how many were best
  public record Score(double loss, int trees) {}

  /// Trains settings on one fold.
  @FunctionalInterface
  public interface Trainer {
    Score score(Map<String, Double> settings, int fold);
  }

  /// Tries all settings in their order. The first of equal losses wins, so equal arguments give an
  /// equal winner as long as time is not over.
  ///
  /// @param isOver whether no more may be tried; the first trial always is
  public static Search run(
      List<Map<String, Double>> settings, int folds, Trainer trainer, BooleanSupplier isOver) {
    List<Trial> trials = new ArrayList<>();
    for (Map<String, Double> each : settings) {
      if (!trials.isEmpty() && isOver.getAsBoolean()) {
        break;
      }
      trials.add(attempt(each, folds, trainer, isOver, trials));
    }
    Trial best =
        trials.stream()
            .filter(trial -> trial.end() == End.FINISHED)
            .min(Comparator.comparingDouble(Trial::loss))
            .orElseThrow();
    boolean isWhole =
        trials.size() == settings.size()
            && trials.stream().noneMatch(trial -> trial.end() == End.OUT_OF_TIME);
    return new Search(folds, best.number(), trials, isWhole);
  }

  private static Trial attempt(
      Map<String, Double> settings,
      int folds,
      Trainer trainer,
      BooleanSupplier isOver,
      List<Trial> before) {
    Trial trial = new Trial(before.size() + 1, settings, List.of(), List.of(), End.FINISHED);
    for (int fold = 0; fold < folds; fold++) {
      if (!before.isEmpty() && fold > 0 && isOver.getAsBoolean()) {
        return ended(trial, End.OUT_OF_TIME);
      }
      trial = with(trial, trainer.score(settings, fold));
      if (fold + 1 < folds && isHopeless(trial, before)) {
        return ended(trial, End.STOPPED);
      }
    }
    return trial;
  }

  /// The median rule (Golovin et al. 2017): worse after as many folds than half of the trials
  /// before.
  private static boolean isHopeless(Trial trial, List<Trial> before) {
    int folds = trial.losses().size();
    double[] means =
        before.stream()
            .filter(each -> each.losses().size() >= folds)
            .mapToDouble(each -> each.mean(folds))
            .sorted()
            .toArray();
    return means.length >= JUDGES_MIN && trial.loss() > means[means.length / 2];
  }

  private static Trial with(Trial trial, Score score) {
    return new Trial(
        trial.number(),
        trial.settings(),
        Stream.concat(trial.losses().stream(), Stream.of(score.loss())).toList(),
        Stream.concat(trial.trees().stream(), Stream.of(score.trees())).toList(),
        trial.end());
  }

  private static Trial ended(Trial trial, End end) {
    return new Trial(trial.number(), trial.settings(), trial.losses(), trial.trees(), end);
  }

  /// The trial that won.
  public Trial winner() {
    return trials.get(best - 1);
  }
}
