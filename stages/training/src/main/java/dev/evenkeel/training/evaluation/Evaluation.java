package dev.evenkeel.training.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a model did on rows with truth. It never changes once made; it is kept as JSON.
///
/// @param format of the JSON
/// @param rows judged
/// @param metrics by name; what these rows do not define is absent
/// @param classes how each label did; empty for a quantity
/// @param confusion empty for a quantity
/// @param calibration empty for a quantity
/// @param importance what the answers came from; empty when nothing could tell
public record Evaluation(
    int format,
    int rows,
    Map<String, Double> metrics,
    List<ClassScores> classes,
    Optional<Confusion> confusion,
    Optional<Calibration> calibration,
    List<Curve> curves,
    List<SliceSet> slices,
    Optional<Importance> importance) {
  static final int FORMAT = 1;

  public Evaluation {
    metrics = Map.copyOf(metrics);
    classes = List.copyOf(classes);
    curves = List.copyOf(curves);
    slices = List.copyOf(slices);
  }

  /// The metrics, by name in the order of the alphabet.
  @Override
  public Map<String, Double> metrics() {
    return new TreeMap<>(metrics);
  }

  /// The same with more figures.
  public Evaluation withMetrics(Map<String, Double> more) {
    Map<String, Double> all = metrics();
    all.putAll(more);
    return new Evaluation(
        format, rows, all, classes, confusion, calibration, curves, slices, importance);
  }

  /// The same with slices.
  public Evaluation withSlices(List<SliceSet> found) {
    return new Evaluation(
        format, rows, metrics, classes, confusion, calibration, curves, found, importance);
  }

  /// The same with what its answers came from.
  public Evaluation withImportance(Importance found) {
    return new Evaluation(
        format, rows, metrics, classes, confusion, calibration, curves, slices, Optional.of(found));
  }
}
