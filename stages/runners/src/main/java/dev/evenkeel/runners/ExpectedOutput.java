package dev.evenkeel.runners;

/// What a step must leave.
public record ExpectedOutput(String name, Kind kind) {
  public ExpectedOutput {
    Attempt.checkName("output", name);
  }

  /// The form that it has.
  public enum Kind {
    /// A value in `outputs.json`.
    VALUE,
    /// A file or folder `out/NAME`.
    FILE,
    /// Tables in `out/NAME`, or in `outputs.json` the reference of a version that the step made.
    DATASET,
    /// A model in `out/NAME`, or in `outputs.json` the reference of one that the step logged.
    MODEL
  }
}
