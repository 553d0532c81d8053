package dev.evenkeel.serving.oip;

/// Tensors of models that have none of their own.
final class OurTensors {
  static final String INPUT = "input";
  static final String LABEL = "label";
  static final String PROBABILITIES = "probabilities";
  static final String VALUE = "value";
  static final String MARGIN = "margin";
  static final String CONTRIBUTIONS = "contributions";

  private OurTensors() {}
}
