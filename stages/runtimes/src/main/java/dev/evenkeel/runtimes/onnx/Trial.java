package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.LoadedModel.Work;
import dev.evenkeel.models.Predictor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks a graph some made-up rows when it is loaded, to see what its declarations leave open: how
/// wide its outputs are, whether its scores are probabilities, and how long a row takes.
final class Trial {
  // Odd, so that kernels for blocks of rows and for the rest both run.
  private static final int ROWS = 27;
  private static final double TOLERANCE = 1e-3;
  private static final int TIMED = 30;
  private static final long QUICK_NANOS = 50_000;

  private Trial() {}

  /// Which answer to read; null when none can be told.
  static @Nullable Answer choose(Session session, Labels labels, Columns columns) {
    Frame frame = rows(columns);
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Columns.Part part : columns.parts()) {
        tensors.put(
            OnnxTensors.outside(part.input(), part.datatype()),
            Tensors.in(ColumnTensors.of(part, frame, 0, frame.rows())));
      }
      try (OrtSession.Result result = session.run(tensors, session.outputNames())) {
        return judged(
            new AnswerChoice(session, labels, shapes(result)).find(), result, frame.rows());
      }
    } catch (ProblemException e) {
      // Made-up rows may be refused, by an encoder that knows no such level, say.
      return new AnswerChoice(session, labels, Map.of())
          .find()
          .map(AnswerChoice.Choice::answer)
          .filter(answer -> !(answer instanceof Answer.Maps))
          .orElse(null);
    } catch (OrtException e) {
      throw session.refused(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static Map<String, long[]> shapes(OrtSession.Result result) {
    Map<String, long[]> shapes = new HashMap<>();
    for (Map.Entry<String, OnnxValue> output : result) {
      if (output.getValue() instanceof OnnxTensor tensor) {
        shapes.put(output.getKey(), tensor.getInfo().getShape());
      }
    }
    return shapes;
  }

  private static @Nullable Answer judged(
      Optional<AnswerChoice.Choice> choice, OrtSession.Result result, int rows)
      throws OrtException {
    if (choice.isEmpty()) {
      return null;
    }
    Answer answer = choice.get().answer();
    if (answer instanceof Answer.Maps maps) {
      List<String> labels = Answer.Maps.labels(result, maps.output());
      return labels.isEmpty() ? null : new Answer.Maps(maps.output(), labels);
    }
    double[] outputs = new double[rows * answer.width()];
    answer.read(result, rows, outputs, 0);
    return answer.labels().isEmpty() || areProbabilities(outputs, answer.width())
        ? answer
        : choice.get().otherwise().orElse(null);
  }

  private static boolean areProbabilities(double[] outputs, int width) {
    for (int from = 0; from < outputs.length; from += width) {
      double sum = 0;
      for (int index = from; index < from + width; index++) {
        if (!(outputs[index] >= -TOLERANCE)) {
          return false;
        }
        sum += outputs[index];
      }
      if (Math.abs(sum - 1) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  /// The engine that answers a row alone with the bits that it has among others. Some operators add
  /// in another order for a single row: then a single row is computed twice in one call. Some do
  /// for every number of rows: then each row is a call.
  static Engine engine(Session session, Columns columns, Answer answer) {
    if (columns.rows() > 0) {
      return engine(session, columns, answer, 1);
    }
    for (int rowsMin = 1; rowsMin <= 2; rowsMin++) {
      Engine engine = engine(session, columns, answer, rowsMin);
      if (isSameAlone(engine, columns)) {
        return engine;
      }
      close(engine);
    }
    return engine(session, new Columns(columns.parts(), 1), answer, 1);
  }

  private static Engine engine(Session session, Columns columns, Answer answer, int rowsMin) {
    return columns.isMatrix()
        ? new MatrixEngine(session, columns, answer, rowsMin)
        : new ColumnEngine(session, columns, answer, rowsMin);
  }

  private static void close(Engine engine) {
    if (engine instanceof MatrixEngine matrix) {
      matrix.close();
    }
  }

  private static boolean isSameAlone(Engine engine, Columns columns) {
    Frame frame = rows(columns);
    try {
      double[] together = outputs(engine, frame);
      for (int row = 0; row < frame.rows(); row++) {
        double[] alone = outputs(engine, frame.select(new int[] {row}));
        int from = row * engine.outputs();
        if (!Arrays.equals(alone, Arrays.copyOfRange(together, from, from + engine.outputs()))) {
          return false;
        }
      }
      return true;
    } catch (ProblemException e) {
      // It refuses the made-up rows, so nothing can be told; most graphs are the same.
      return true;
    }
  }

  private static double[] outputs(Engine engine, Frame frame) {
    return switch (engine) {
      case ColumnPredictor named -> named.predict(frame);
      case Predictor numbers -> {
        float[] inputs = new float[frame.rows() * numbers.inputs()];
        int column = 0;
        for (String name : frame.names()) {
          double[] values = frame.numbers(name);
          for (int row = 0; row < frame.rows(); row++) {
            inputs[row * numbers.inputs() + column] = (float) values[row];
          }
          column++;
        }
        double[] outputs = new double[frame.rows() * numbers.outputs()];
        numbers.predictAll(inputs, frame.rows(), outputs);
        yield outputs;
      }
    };
  }

  /// A call below 50 µs is done where the request is: handing it to another thread takes as long.
  static Work work(Engine engine, Columns columns) {
    Frame frame = rows(columns).select(new int[] {0});
    long[] nanos = new long[TIMED];
    try {
      for (int index = 0; index < TIMED; index++) {
        long start = System.nanoTime();
        outputs(engine, frame);
        nanos[index] = System.nanoTime() - start;
      }
    } catch (ProblemException e) {
      return Work.HEAVY;
    }
    Arrays.sort(nanos);
    return nanos[TIMED / 2] < QUICK_NANOS ? Work.QUICK : Work.HEAVY;
  }

  private static Frame rows(Columns columns) {
    int rows = columns.rows() < 0 ? ROWS : columns.rows();
    RandomGenerator random = new SplittableRandom(1);
    Map<String, Frame.Column> made = new LinkedHashMap<>();
    for (Columns.Part part : columns.parts()) {
      for (String name : part.names()) {
        made.put(name, column(part.datatype(), rows, random));
      }
    }
    return new Frame(rows, made);
  }

  private static Frame.Column column(Datatype datatype, int rows, RandomGenerator random) {
    return switch (datatype) {
      case BYTES -> {
        @Nullable String[] texts = new @Nullable String[rows];
        Arrays.fill(texts, "");
        yield new Frame.Texts(texts);
      }
      case BOOL -> new Frame.Numbers(random.ints(rows, 0, 2).asDoubleStream().toArray());
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          new Frame.Numbers(random.ints(rows, 0, 100).asDoubleStream().toArray());
      case FP16, BF16, FP32, FP64 ->
          new Frame.Numbers(random.doubles(rows, -1, 1).map(each -> each * 100).toArray());
    };
  }
}
