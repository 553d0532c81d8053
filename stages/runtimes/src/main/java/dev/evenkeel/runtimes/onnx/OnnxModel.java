package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TensorModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A graph, ready to answer.
final class OnnxModel implements LoadedModel {
  // As the process grew by a forest of 2.8 MB and by a neural network of 9 MB: packed numbers of
  // trees become nodes of many bytes.
  private static final long MEMORY_FIXED = 1 << 20;
  private static final long TREES_FACTOR = 14;
  private static final long OTHER_FACTOR = 3;

  private final Session session;
  private final OnnxTensors tensors;
  private final Engine engine;
  private final ModelDescription described;
  private final Work work;
  private final long memoryBytes;

  private OnnxModel(
      Session session,
      OnnxTensors tensors,
      Engine engine,
      ModelDescription described,
      Work work,
      long memoryBytes) {
    this.session = session;
    this.tensors = tensors;
    this.engine = engine;
    this.described = described;
    this.work = work;
    this.memoryBytes = memoryBytes;
  }

  /// @param fileBytes the size of the graph with its data
  static OnnxModel of(Session session, Graph graph, long fileBytes) {
    Labels labels = new Labels(graph, session.where());
    long memoryBytes = MEMORY_FIXED + fileBytes * (graph.hasTrees() ? TREES_FACTOR : OTHER_FACTOR);
    OnnxTensors tensors = new OnnxTensors(session);
    Columns columns = Columns.of(tensors.inputs()).orElse(null);
    Answer answer = columns == null ? null : Trial.choose(session, labels, columns);
    if (columns == null || answer == null) {
      return new OnnxModel(
          session,
          tensors,
          new TensorsOnly(session.where()),
          description(List.of(), List.of()),
          Work.HEAVY,
          memoryBytes);
    }
    Engine engine = Trial.engine(session, columns, answer);
    return new OnnxModel(
        session,
        tensors,
        engine,
        description(columns.properties(), answer.labels()),
        Trial.work(engine, columns),
        memoryBytes);
  }

  private static ModelDescription description(
      List<dev.evenkeel.contracts.Property> properties, List<String> labels) {
    return new ModelDescription(
        new Signature(properties),
        properties.stream().map(property -> Feature.of(property.name())).toList(),
        labels.isEmpty()
            ? new Target.Quantity("prediction", Duration.ZERO)
            : new Target.Classes("prediction", Duration.ZERO, labels),
        ModelDescription.ONNX);
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public ModelDescription described() {
    return described;
  }

  @Override
  public Optional<TensorModel> tensors() {
    return Optional.of(tensors);
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public String runsOn() {
    return "ONNX Runtime";
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public void close() {
    if (engine instanceof MatrixEngine matrix) {
      matrix.close();
    }
    session.close();
  }

  /// Stands where a graph has no rows, or answers numbers whose meaning nothing says.
  private record TensorsOnly(String where) implements ColumnPredictor {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public double[] predict(@Nullable Frame columns) {
      throw new Problem(
              Problem.Kind.UNSUPPORTED,
              "the graph cannot be asked by named features",
              where,
              "inputs of rows, and an answer of labels, of probabilities or of one number",
              "ask it by its own tensors, at /v2/models/NAME/infer")
          .asException();
    }
  }
}
