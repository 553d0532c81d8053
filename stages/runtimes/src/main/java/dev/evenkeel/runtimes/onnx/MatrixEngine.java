package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.models.Predictor;
import java.nio.FloatBuffer;
import java.util.Map;

/// A graph whose one input is a matrix of floats.
final class MatrixEngine implements Predictor, AutoCloseable {
  private final Session session;
  private final Columns columns;
  private final Answer answer;
  private final String input;
  private final int width;
  private final Calls calls;

  /// @param rowsMin how many rows a call computes at least; a single row is then repeated
  MatrixEngine(Session session, Columns columns, Answer answer, int rowsMin) {
    this.session = session;
    this.columns = columns;
    this.answer = answer;
    Columns.Part part = columns.parts().getFirst();
    this.input = part.input();
    this.width = part.names().size();
    this.calls = new Calls(part, rowsMin);
  }

  @Override
  public int inputs() {
    return width;
  }

  @Override
  public int outputs() {
    return answer.width();
  }

  @Override
  public void predict(float[] inputs, int offset, double[] outputs) {
    Calls.Call call = calls.take();
    try {
      FloatBuffer floats = call.floats();
      for (int row = 0; row < call.rows(); row++) {
        floats.put(row * width, inputs, offset, width);
      }
      try (OrtSession.Result result = session.run(call.given(), answer.wanted())) {
        if (call.rows() == 1) {
          answer.read(result, 1, outputs, 0);
        } else {
          double[] both = new double[call.rows() * answer.width()];
          answer.read(result, call.rows(), both, 0);
          System.arraycopy(both, 0, outputs, 0, answer.width());
        }
      }
    } catch (OrtException e) {
      throw session.refused(e);
    } finally {
      calls.giveBack(call);
    }
  }

  @Override
  public void predictAll(float[] inputs, int rows, double[] outputs) {
    if (rows == 1) {
      predict(inputs, 0, outputs);
      return;
    }
    int step = columns.rows() < 0 ? Calls.ROWS_MAX : columns.rows();
    double[] one = new double[answer.width()];
    for (int from = 0; from < rows; from += step) {
      int some = Math.min(step, rows - from);
      if (some == 1) {
        predict(inputs, from * width, one);
        System.arraycopy(one, 0, outputs, from * answer.width(), one.length);
      } else {
        predict(inputs, from, some, outputs);
      }
    }
  }

  private void predict(float[] inputs, int from, int rows, double[] outputs) {
    Columns.Part part = columns.parts().getFirst();
    FloatBuffer floats = Calls.direct(rows * width);
    floats.put(0, inputs, from * width, rows * width);
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(Session.environment(), floats, part.shape(rows));
        OrtSession.Result result = session.run(Map.of(input, tensor), answer.wanted())) {
      answer.read(result, rows, outputs, from * answer.width());
    } catch (OrtException e) {
      throw session.refused(e);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
