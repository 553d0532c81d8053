package dev.evenkeel.data;

import dev.evenkeel.store.Acting;
import dev.evenkeel.store.WorkQueue;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compacts datasets that small appends have cut into many files, in the background. Whoever
/// publishes only leaves a note in the work queue; what fails is tried again after the next append.
final class AutoCompaction {
  /// Larger files are left alone, so that a row is rewritten a few times at most.
  static final long SMALL_BYTES = 32L << 20;

  private static final String KIND = "data-compact";
  private static final Logger LOG = LoggerFactory.getLogger(AutoCompaction.class);

  private final Warehouse warehouse;
  private final Compactor compactor;
  private final WorkQueue queue;
  private final int filesMax;

  /// @param queue not yet started
  /// @param filesMax a version may have so many small files
  AutoCompaction(Warehouse warehouse, WorkQueue queue, int filesMax) {
    this.warehouse = warehouse;
    this.compactor = new Compactor(warehouse);
    this.queue = queue;
    this.filesMax = filesMax;
    queue.register(KIND, this::work);
  }

  /// Asks for a compaction if the version has too many small files. It never fails: the version is
  /// published whatever becomes of this.
  void published(DatasetVersion version) {
    try {
      if (version.operation() == Operation.APPEND
          && version.total().files() > filesMax
          && warehouse.files().small(version.dataset(), SMALL_BYTES) > filesMax) {
        queue.enqueue(KIND, version.dataset());
      }
    } catch (RuntimeException e) {
      LOG.warn("Could not ask for a compaction of dataset {}", version.dataset(), e);
    }
  }

  /// One turn of the queue; it may come twice.
  private void work(String dataset) {
    try {
      Acting.asProduct(() -> compact(dataset));
    } catch (RuntimeException e) {
      LOG.warn("Dataset {} was not compacted; the next append asks again", dataset, e);
    }
  }

  /// Compacts unless another did meanwhile.
  Optional<DatasetVersion> compact(String dataset) {
    if (warehouse.files().small(dataset, SMALL_BYTES) <= filesMax) {
      return Optional.empty();
    }
    Optional<DatasetVersion> compacted =
        compactor.compact(
            dataset, SMALL_BYTES, Optional.empty(), "many small files, compacted by the server");
    compacted.ifPresent(
        version -> LOG.info("{}: compacted into {} files", version, version.total().files()));
    return compacted;
  }
}
