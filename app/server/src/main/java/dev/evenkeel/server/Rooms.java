package dev.evenkeel.server;

import dev.evenkeel.automation.Decisions;
import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.monitoring.Monitoring;
import dev.evenkeel.monitoring.ObservationSource;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.ServingRoutes;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.training.TrainingSteps;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Every room of a home, connected by constructors and nothing else.
final class Rooms implements AutoCloseable {
  private static final int QUEUE_THREADS = 4;

  private final Database database;
  private final Datasets datasets;
  private final DbSchedulerQueue queue;
  private final PredictionLog log;
  private final Deployments deployments;
  private final ServingRoutes serving;
  private final LoopRooms loop;

  Rooms(ServerConfiguration configuration, Clock clock, MeterRegistry meters) {
    Path home = configuration.home();
    boolean embedded = configuration.databaseUrl().isEmpty();
    String url =
        embedded ? "jdbc:sqlite:" + home.resolve("evenkeel.db") : configuration.databaseUrl();
    database = Database.open(url, configuration.databaseUser(), configuration.databasePassword());
    BlobStore blobs = new LocalBlobStore(home.resolve("blobs"));
    Path data = home.resolve("data");
    datasets =
        Datasets.open(
            database,
            blobs,
            data,
            embedded
                ? CatalogAddress.embedded(data)
                : new CatalogAddress(
                    url, configuration.databaseUser(), configuration.databasePassword()));
    Models models = new Models(database, blobs, clock);
    Promotions promotions = new Promotions(database, models, clock);
    queue = new DbSchedulerQueue(database, QUEUE_THREADS);
    PipelineRuns runs =
        new PipelineRuns(database, queue, clock, TrainingSteps.actions(datasets, blobs, models));
    log = new PredictionLog(database);
    deployments = new Deployments(models, promotions);
    serving = new ServingRoutes(database, models, deployments, log, clock, meters);
    Observations observations = new Observations(database, log);
    Monitoring monitoring =
        new Monitoring(database, models, new ServedObservations(models, observations), clock);
    loop =
        new LoopRooms(
            database,
            blobs,
            datasets,
            models,
            promotions,
            runs,
            observations,
            monitoring,
            new Decisions(database),
            clock);
    meters.gauge("evenkeel.prediction.log.dropped", log, PredictionLog::dropped);
  }

  void start() {
    deployments.loadChampions();
    queue.start();
  }

  LoopRooms loop() {
    return loop;
  }

  Deployments deployments() {
    return deployments;
  }

  List<Route> routes() {
    return serving.routes();
  }

  @Override
  public void close() {
    queue.close();
    log.close();
    datasets.close();
    database.close();
  }

  /// What monitoring sees of serving.
  private record ServedObservations(Models models, Observations observations)
      implements ObservationSource {
    @Override
    public Frame inputs(String model, Instant from, Instant to) {
      List<Property> signature =
          models
              .champion(model)
              .map(version -> version.description().signature().inputs())
              .orElse(List.of());
      return Observations.inputs(signature, observations.between(model, from, to));
    }

    @Override
    public List<Outcome> outcomes(String model, Instant from, Instant to) {
      return observations.between(model, from, to).stream()
          .map(observed ->
              new Outcome(
                  observed.version(),
                  observed.label(),
                  observed.value(),
                  observed.truthLabel(),
                  observed.truthValue()))
          .toList();
    }
  }
}
