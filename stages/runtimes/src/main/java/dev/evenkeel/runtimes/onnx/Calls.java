package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Inputs of single rows, made once and lent to one call after another: making one costs more than
/// many a small graph.
final class Calls implements AutoCloseable {
  /// Rows of one call; what a graph makes of them lies in native memory.
  static final int ROWS_MAX = 1_024;

  private final ConcurrentLinkedDeque<Call> idle = new ConcurrentLinkedDeque<>();
  private final Columns.Part part;
  private final int rows;

  Calls(Columns.Part part, int rows) {
    this.part = part;
    this.rows = rows;
  }

  /// @param floats what the tensor reads, in place
  record Call(int rows, FloatBuffer floats, Map<String, OnnxTensor> given) {}

  Call take() {
    Call call = idle.poll();
    return call == null ? make() : call;
  }

  // As many are kept as ever ran at once, which serving bounds.
  void giveBack(Call call) {
    idle.push(call);
  }

  private Call make() {
    FloatBuffer floats = direct(rows * part.names().size());
    try {
      OnnxTensor tensor = OnnxTensor.createTensor(Session.environment(), floats, part.shape(rows));
      return new Call(rows, floats, Map.of(part.input(), tensor));
    } catch (OrtException e) {
      throw new IllegalStateException("Cannot make a tensor of %d rows".formatted(rows), e);
    }
  }

  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, 4))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    for (Call call = idle.poll(); call != null; call = idle.poll()) {
      call.given().values().forEach(OnnxTensor::close);
    }
  }
}
