package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Tensor;
import java.util.List;

/// An answer in tensors.
///
/// @param id the client's, or one of ours
public record InferReply(String model, String version, String id, List<Tensor> outputs) {
  public InferReply {
    outputs = List.copyOf(outputs);
  }
}
