package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TreesRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Trees, and models whose behaviour a test decides: those of format `fake`, by the name in their
/// bytes.
final class FakeRuntime implements ModelRuntime {
  static final String FORMAT = "fake";

  final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  final AtomicInteger loads = new AtomicInteger();
  final List<String> closed = new CopyOnWriteArrayList<>();
  private final TreesRuntime trees = new TreesRuntime();

  /// What a fake does.
  static class Behaviour {
    volatile boolean isAlive = true;
    long memoryBytes = 1_000;
    LoadedModel.Work work = LoadedModel.Work.HEAVY;
    int concurrency = 1;
    boolean joins;
    Optional<TensorModel> tensors = Optional.empty();
    int outputs = 1;

    /// Called by whoever loads it.
    void load() {}

    /// So many numbers for each row.
    double[] predict(Frame rows) {
      return new double[rows.rows() * outputs];
    }
  }

  @Override
  public String name() {
    return "fakes and trees";
  }

  @Override
  public Set<String> formats() {
    return Set.of(FORMAT, ModelDescription.XGBOOST_JSON);
  }

  @Override
  public LoadedModel load(ModelFile file) {
    loads.incrementAndGet();
    if (!file.format().equals(FORMAT)) {
      return trees.load(file);
    }
    String name = new String(file.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    Behaviour behaviour = behaviours.get(name);
    if (behaviour == null) {
      throw Problem.of(Problem.Kind.INPUT, "the fake is broken", "").asException();
    }
    behaviour.load();
    return new Fake(name, behaviour);
  }

  private final class Fake implements LoadedModel {
    private final String name;
    private final Behaviour behaviour;
    private volatile boolean isClosed;

    Fake(String name, Behaviour behaviour) {
      this.name = name;
      this.behaviour = behaviour;
    }

    @Override
    public Engine engine() {
      return new ColumnPredictor() {
        @Override
        public double[] predict(Frame columns) {
          double[] answers = behaviour.predict(columns);
          if (isClosed) {
            throw new IllegalStateException("Cannot predict: the model was closed under the call");
          }
          return answers;
        }

        @Override
        public int outputs() {
          return behaviour.outputs;
        }
      };
    }

    @Override
    public Optional<TensorModel> tensors() {
      return behaviour.tensors;
    }

    @Override
    public ModelDescription described() {
      throw new IllegalStateException("Cannot describe a fake");
    }

    @Override
    public long memoryBytes() {
      return behaviour.memoryBytes;
    }

    @Override
    public boolean isAlive() {
      return behaviour.isAlive;
    }

    @Override
    public String runsOn() {
      return "a fake";
    }

    @Override
    public Work work() {
      return behaviour.work;
    }

    @Override
    public int concurrency() {
      return behaviour.concurrency;
    }

    @Override
    public boolean gainsFromBatches() {
      return behaviour.joins;
    }

    @Override
    public void close() {
      isClosed = true;
      closed.add(name);
    }
  }
}
