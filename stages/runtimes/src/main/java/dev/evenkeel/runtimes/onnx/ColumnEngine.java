package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import java.util.HashMap;
import java.util.Map;

/// A graph asked by named columns.
final class ColumnEngine implements ColumnPredictor {
  private final Session session;
  private final Columns columns;
  private final Answer answer;
  private final int rowsMin;

  /// @param rowsMin how many rows a call computes at least; a single row is then repeated
  ColumnEngine(Session session, Columns columns, Answer answer, int rowsMin) {
    this.session = session;
    this.columns = columns;
    this.answer = answer;
    this.rowsMin = rowsMin;
  }

  @Override
  public int outputs() {
    return answer.width();
  }

  @Override
  public double[] predict(Frame frame) {
    double[] outputs = new double[Math.multiplyExact(frame.rows(), answer.width())];
    int step = columns.rows() < 0 ? Calls.ROWS_MAX : columns.rows();
    for (int from = 0; from < frame.rows(); from += step) {
      int rows = Math.min(step, frame.rows() - from);
      if (rows < rowsMin) {
        Frame repeated = frame.select(new int[] {from, from});
        double[] both = new double[2 * answer.width()];
        predict(repeated, 0, 2, both);
        System.arraycopy(both, 0, outputs, from * answer.width(), answer.width());
      } else {
        predict(frame, from, rows, outputs);
      }
    }
    return outputs;
  }

  private void predict(Frame frame, int from, int rows, double[] outputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Columns.Part part : columns.parts()) {
        String input = part.input();
        tensors.put(
            OnnxTensors.outside(input, part.datatype()),
            Tensors.in(ColumnTensors.of(part, frame, from, rows)));
      }
      try (OrtSession.Result result = session.run(tensors, answer.wanted())) {
        answer.read(result, rows, outputs, from * answer.width());
      }
    } catch (OrtException e) {
      throw session.refused(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
