package dev.evenkeel.runtimes.python;

import dev.evenkeel.models.ModelDescription;

/// What is kept beside a model of what became of its conversion.
///
/// @param converted whether the export is used
/// @param reason why it is not; empty when it is
/// @param format of the export, as in [ModelDescription]
/// @param flavor what it was converted from
/// @param description the model's own, which the export may have lost
/// @param rows of the input example and the training data that were compared
/// @param mixedRows compared beside them, made of their values
/// @param tolerance by which answers may differ
/// @param largestDifference that was seen
/// @param pythonMicros median for one row in a worker
/// @param convertedMicros median for one row of the export
record ConversionRecord(
    boolean converted,
    String reason,
    String format,
    String flavor,
    ModelDescription description,
    int rows,
    int mixedRows,
    double tolerance,
    double largestDifference,
    double pythonMicros,
    double convertedMicros) {
  static final String FILE = "evenkeel/conversion.json";
  static final String EXPORT = "evenkeel/converted.bin";

  String said() {
    if (!converted) {
      return "not converted: " + reason;
    }
    return "converted from %s, equal within %s on %d rows and %d mixed ones, %.0f times faster"
        .formatted(
            flavor,
            tolerance,
            rows,
            mixedRows,
            Math.max(1, pythonMicros / Math.max(convertedMicros, 0.001)));
  }
}
