package dev.evenkeel.runtimes.python;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.processes.Workplace;
import java.util.function.Consumer;

/// A model that workers answer for.
final class PythonModel implements LoadedModel {
  private static final long BYTES_MIN = 64L << 20;

  private final WorkerPool pool;
  private final Workplace workplace;
  private final ModelDescription described;
  private final int workers;
  private final String runsOn;
  private final Consumer<PythonModel> closed;

  PythonModel(
      WorkerPool pool,
      Workplace workplace,
      ModelDescription described,
      int workers,
      String runsOn,
      Consumer<PythonModel> closed) {
    this.closed = closed;
    this.pool = pool;
    this.workplace = workplace;
    this.described = described;
    this.workers = workers;
    this.runsOn = runsOn;
  }

  @Override
  public ColumnPredictor engine() {
    return new Workers(pool);
  }

  @Override
  public Work work() {
    return Work.WAITING;
  }

  @Override
  public int concurrency() {
    return workers;
  }

  @Override
  public boolean gainsFromBatches() {
    return true;
  }

  @Override
  public ModelDescription described() {
    return described;
  }

  @Override
  public long memoryBytes() {
    return Math.max(BYTES_MIN, pool.residentBytes()) * workers;
  }

  @Override
  public boolean isAlive() {
    return pool.isAlive();
  }

  @Override
  public String runsOn() {
    return runsOn;
  }

  @Override
  public void close() {
    pool.close();
    workplace.close();
    closed.accept(this);
  }

  private record Workers(WorkerPool pool) implements ColumnPredictor {
    @Override
    public int outputs() {
      return pool.introduction().outputs();
    }

    @Override
    public double[] predict(Frame columns) {
      return columns.rows() == 0 ? new double[0] : pool.predict(columns);
    }
  }
}
