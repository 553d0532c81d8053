package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.load.Gate;
import dev.evenkeel.serving.load.RecentTimes;
import dev.evenkeel.serving.load.Work;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// A version in memory with all that is about it: who holds it, its queue, its figures. Its model
/// is closed when it was retired and the last hold has ended.
final class Resident {
  private final Deployed deployed;
  private final Gate gate;
  private final VersionMeters meters;
  private final RecentTimes recent = new RecentTimes();
  private final LongAdder inFlight = new LongAdder();
  private final AtomicInteger holds = new AtomicInteger(1);
  private final AtomicBoolean retired = new AtomicBoolean();
  private final Runnable closed;
  private final boolean isQuick;
  private final boolean joins;
  private final long memoryBytes;
  private final Work.Joint<Frame, List<Prediction>> rows;
  private final Work.Joint<List<Tensor>, List<Tensor>> tensors;
  private volatile long usedNanos = System.nanoTime();

  /// @param pool runs heavy calls
  /// @param threads runs calls that wait, a virtual thread each
  /// @param closed called when nobody holds it any more
  Resident(
      Deployed deployed,
      ServingSettings settings,
      VersionMeters meters,
      Executor pool,
      Executor threads,
      Runnable closed) {
    this.closed = closed;
    this.deployed = deployed;
    this.meters = meters;
    LoadedModel model = deployed.model();
    isQuick = model.work() == LoadedModel.Work.QUICK;
    joins = model.gainsFromBatches();
    memoryBytes = model.memoryBytes();
    Executor executor =
        switch (model.work()) {
          case QUICK, HEAVY -> pool;
          case WAITING -> threads;
        };
    gate = new Gate(settings.limits(model.concurrency()), executor, meters);
    rows = frames -> Joined.rows(deployed.scorer(), frames);
    tensors = inputs -> Joined.tensors(model.tensors().orElseThrow(), inputs);
  }

  Deployed deployed() {
    return deployed;
  }

  String model() {
    return deployed.version().model();
  }

  int number() {
    return deployed.version().number();
  }

  Gate gate() {
    return gate;
  }

  VersionMeters meters() {
    return meters;
  }

  RecentTimes recent() {
    return recent;
  }

  LongAdder inFlight() {
    return inFlight;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  long usedNanos() {
    return usedNanos;
  }

  /// Whether its calls are so short that another thread would cost more than they do.
  boolean isQuick() {
    return isQuick;
  }

  /// Whether calls of several requests are joined.
  boolean joins() {
    return joins;
  }

  Work.Joint<Frame, List<Prediction>> rows() {
    return rows;
  }

  Work.Joint<List<Tensor>, List<Tensor>> tensors() {
    return tensors;
  }

  /// Holds it; false when it is being closed.
  boolean hold() {
    for (int now = holds.get(); now > 0; now = holds.get()) {
      if (holds.compareAndSet(now, now + 1)) {
        usedNanos = System.nanoTime();
        return true;
      }
    }
    return false;
  }

  void release() {
    if (holds.decrementAndGet() == 0) {
      closed.run();
      deployed.model().close();
    }
  }

  /// Closes it when nobody holds it any more.
  void retire() {
    if (retired.compareAndSet(false, true)) {
      release();
    }
  }

  boolean isIdle() {
    return holds.get() == 1;
  }
}
