package dev.evenkeel.models;

import java.util.List;
import java.util.Set;

/// A model asked in its own tensors. Safe for many threads at once.
public interface TensorModel {
  /// As the Open Inference Protocol names it: `onnx_onnxv1`, `xgboost_json`.
  String platform();

  /// What it takes.
  List<TensorSpec> inputs();

  /// What it answers when nobody asks for certain outputs; more may be asked for by name.
  List<TensorSpec> outputs();

  /// Computes.
  ///
  /// @param inputs each of [#inputs], of its datatype and a shape that fits
  /// @param wanted names of outputs; empty means [#outputs]
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for tensors that do not fit
  List<Tensor> infer(List<Tensor> inputs, Set<String> wanted);
}
