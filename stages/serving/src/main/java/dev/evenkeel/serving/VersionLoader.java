package dev.evenkeel.serving;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/// Brings a version into memory: its bytes must be those that were registered, and it must have
/// answered before anybody asks it.
final class VersionLoader {
  private final Models models;
  private final ModelRuntime runtime;
  private final ServingSettings settings;
  private final MeterRegistry registry;
  private final LastRows lastRows;
  private final ExecutorService pool;
  private final ExecutorService threads;
  private final Map<String, VersionMeters> owners = new ConcurrentHashMap<>();

  VersionLoader(
      Models models,
      ModelRuntime runtime,
      ServingSettings settings,
      MeterRegistry registry,
      LastRows lastRows,
      ExecutorService pool,
      ExecutorService threads) {
    this.models = models;
    this.runtime = runtime;
    this.settings = settings;
    this.registry = registry;
    this.lastRows = lastRows;
    this.pool = pool;
    this.threads = threads;
  }

  private void closed(ModelVersion version, VersionMeters meters) {
    if (owners.remove(version.toString(), meters)) {
      meters.close();
    }
  }

  Resident load(ModelVersion version) {
    models.demandServable(version);
    long started = System.nanoTime();
    byte[] bytes = models.artifact(version);
    if (!Digests.of(bytes).equals(version.artifactDigest())) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the stored file of %s is damaged: its digest differs".formatted(version),
              "restore the blobs from a backup, or register the model again")
          .asException();
    }
    LoadedModel model =
        runtime.load(new ModelFile(version.description().format(), bytes, version.toString()));
    try {
      Resident resident = resident(models.complete(version, model::described), model);
      resident.meters().loaded(System.nanoTime() - started);
      return resident;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /// Gauges keep to the first object of their name, so those of an earlier load go first.
  private VersionMeters meters(ModelVersion version, VersionStatistics statistics) {
    VersionMeters earlier = owners.remove(version.toString());
    if (earlier != null) {
      earlier.close();
    }
    VersionMeters meters =
        new VersionMeters(registry, version.model(), version.number(), statistics);
    owners.put(version.toString(), meters);
    return meters;
  }

  private Resident resident(ModelVersion version, LoadedModel model) {
    Scorer scorer = Scorer.of(version.description(), model);
    List<Frame> rows = lastRows.of(version);
    WarmUp.run(version, model, scorer, rows);
    VersionStatistics statistics = new VersionStatistics();
    VersionMeters meters = meters(version, statistics);
    Deployed deployed =
        new Deployed(
            version,
            model,
            scorer,
            new RowReader(version.description().signature().inputs()),
            statistics);
    Resident resident =
        new Resident(deployed, settings, meters, pool, threads, () -> closed(version, meters));
    meters.gauge("evenkeel.queue.rows", resident, each -> each.gate().queuedRows());
    meters.gauge("evenkeel.in.flight", resident, each -> each.inFlight().sum());
    meters.gauge("evenkeel.model.memory.bytes", resident, Resident::memoryBytes);
    meters.gauge("evenkeel.model.ready", model, each -> each.isAlive() ? 1 : 0);
    return resident;
  }
}
