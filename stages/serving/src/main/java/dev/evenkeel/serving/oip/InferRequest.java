package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.Selector;
import java.util.List;

/// A request in tensors.
///
/// @param id the client's; empty when it gave none
/// @param outputs wanted; none means those that the model answers by itself
/// @param deadlineNanos that the client says, by `System.nanoTime`;
///   [dev.evenkeel.serving.Deadlines#NONE] when it says none
/// @param stickyKey equal keys go to the same version; empty is at random
/// @param contract digest of the one that the client was written for; empty when it says none
/// @param protocol as the prediction log names it
public record InferRequest(
    String model,
    Selector selector,
    String id,
    List<Tensor> inputs,
    List<Output> outputs,
    long deadlineNanos,
    String stickyKey,
    String contract,
    String protocol) {
  public InferRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// A wanted output.
  ///
  /// @param classes the best so many, as texts `value:index:label`; 0 for the tensor itself
  public record Output(String name, int classes) {}
}
