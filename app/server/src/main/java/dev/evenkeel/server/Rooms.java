package dev.evenkeel.server;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessRoutes;
import dev.evenkeel.automation.Decisions;
import dev.evenkeel.automation.LoopRooms;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.DatasetRoutes;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.data.IcebergRoutes;
import dev.evenkeel.data.References;
import dev.evenkeel.files.Contents;
import dev.evenkeel.files.FileDatasets;
import dev.evenkeel.files.FileRoutes;
import dev.evenkeel.monitoring.Monitoring;
import dev.evenkeel.monitoring.ObservationSource;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunUses;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Cards;
import dev.evenkeel.registry.DatasetUses;
import dev.evenkeel.registry.Events;
import dev.evenkeel.registry.GovernanceRoutes;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.MlflowApi;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Registered;
import dev.evenkeel.registry.RegistryRoutes;
import dev.evenkeel.registry.Tracking;
import dev.evenkeel.registry.Webhooks;
import dev.evenkeel.runtimes.ModelFormats;
import dev.evenkeel.runtimes.Runtimes;
import dev.evenkeel.serving.DeploymentRoutes;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.LoggedPeople;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.serving.Observations.Observed;
import dev.evenkeel.serving.OpenInference;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.ServingRoutes;
import dev.evenkeel.serving.ServingSettings;
import dev.evenkeel.sources.Sources;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.SecretBox;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Every room of a home, connected by constructors and nothing else.
final class Rooms implements AutoCloseable {
  private static final int QUEUE_THREADS = 4;
  private static final int OUTBOX_THREADS = 8;

  /// One file of a run; larger ones belong into a dataset.
  private static final long ARTIFACT_BYTES_MAX = 64L << 30;

  /// One batch; more come in several.
  private static final long BATCH_BYTES_MAX = 16L << 30;

  private final Database database;
  private final Access access;
  private final Datasets datasets;
  private final Clock clock;
  private final SecretBox secrets;
  private final DatasetRoutes datasetRoutes;
  private final FileRoutes fileRoutes;
  private final PipelineRooms pipelines;
  private final LineageRooms lineageRooms;
  private final DbSchedulerQueue queue;
  private final DbSchedulerQueue outboxQueue;
  private final Webhooks webhooks;
  private final PredictionLog log;
  private final Runtimes runtimes;
  private final Deployments deployments;
  private final RegistryRoutes registry;
  private final Tracking tracking;
  private final Registered registered;
  private final Lineage lineage;
  private final Cards cards;
  private final MlflowApi mlflow;
  private final Governance governance;
  private final ServingRoutes serving;
  private final OpenInference oip;
  private final LoopRooms loop;

  Rooms(ServerConfiguration configuration, Clock clock, MeterRegistry meters) {
    Path home = configuration.home();
    this.clock = clock;
    runtimes = Runtimes.builtIn(home, configuration.python());
    BlobStore blobs = HomeRegistry.blobs(configuration);
    database = HomeRegistry.database(configuration);
    AuditLog audit = new AuditLog(database, clock);
    OutwardSettings outward = configuration.outward();
    Egress egress = new Egress(outward.allowed());
    access = Access.of(database, clock, audit, configuration.access(), egress);
    Path data = home.resolve("data");
    datasets =
        Datasets.open(
            database,
            blobs,
            data,
            configuration.databaseUrl().isEmpty()
                ? CatalogAddress.embedded(data)
                : new CatalogAddress(
                    configuration.databaseUrl(),
                    configuration.databaseUser(),
                    configuration.databasePassword()),
            configuration.warehouse().open());
    Fetches fetches =
        new Fetches(datasets, new Sources(), surroundings(configuration.sources(), egress));
    datasetRoutes = new DatasetRoutes(datasets, fetches, clock, BATCH_BYTES_MAX);
    Contents contents = new Contents(database, blobs, Clock.system());
    datasets.cleaning().alsoFrees(contents.cleaning());
    fileRoutes = new FileRoutes(datasets, new FileDatasets(datasets, contents), contents, clock);
    secrets =
        outward.secretsKey().isEmpty()
            ? SecretBox.inFile(home.resolve("secrets.key"))
            : SecretBox.of(outward.secretsKey());
    outboxQueue = DbSchedulerQueue.forOutbox(database, OUTBOX_THREADS);
    webhooks = Webhooks.of(database, outboxQueue, outward.schedule(), egress, secrets, clock);
    RunUses runUses = new RunUses(database, Clock.system(), RunUses.KEPT);
    datasets.referencedBy(References.NONE.and(new DatasetUses(database)::of).and(runUses::of));
    queue = new DbSchedulerQueue(database, QUEUE_THREADS);
    PipelineTriggers triggers =
        new PipelineTriggers(database, blobs, queue, clock, webhooks.events());
    Events events = triggers.events();
    datasets.tell(triggers::published);
    Models models = new Models(database, blobs, clock, events);
    Promotions promotions = new Promotions(database, models, clock, events);
    Aliases aliases = new Aliases(database, clock, events);
    ServingSettings settings = configuration.serving();
    tracking = Tracking.of(database, blobs, clock, ARTIFACT_BYTES_MAX);
    registered =
        Registered.of(
            database,
            blobs,
            models,
            aliases,
            promotions,
            tracking.artifacts(),
            clock,
            settings.modelBytesMax(),
            events);
    lineage = new Lineage(database, registered, tracking);
    // Never in a replay, whose versions get the same numbers each time.
    if (configuration.warehouse().compactAbove() > 0 && !(clock instanceof SimulatedClock)) {
      datasets.compactBy(queue, configuration.warehouse().compactAbove());
    }
    pipelines =
        new PipelineRooms(
            database,
            queue,
            clock,
            audit,
            secrets,
            new PipelineRooms.Programs(home, configuration.python(), egress),
            datasets,
            fetches,
            models,
            lineage,
            blobs,
            runtimes,
            triggers);
    lineageRooms = new LineageRooms(database, outboxQueue, pipelines, datasets, outward, egress);
    PipelineRuns runs = pipelines.runs();
    log = new PredictionLog(database, configuration.endpoints().sampling());
    deployments =
        new Deployments(database, models, aliases, promotions, runtimes, clock, meters, settings);
    datasets.keptElsewhere(new LoggedPeople(database, log, models::models, deployments::forget));
    mlflow = new MlflowApi(tracking, registered, webhooks);
    Decisions decisions = new Decisions(database);
    governance = Governance.of(database, clock, audit, aliases, promotions, decisions, events);
    registry =
        new RegistryRoutes(
            models,
            aliases,
            promotions,
            lineage,
            blobs,
            runtimes,
            bytes -> ModelFormats.of(bytes, "the model's file"),
            file -> runtimes.convert(file, _ -> {}).file(),
            settings.modelBytesMax());
    cards = new Cards(database, registered, audit, clock);
    serving =
        new ServingRoutes(database, models, deployments, log, clock, new LoopDecisions(decisions));
    oip = new OpenInference(models, deployments, log, clock);
    Observations observations = new Observations(database, log);
    Monitoring monitoring =
        new Monitoring(
            database,
            models,
            new ServedObservations(models, observations),
            clock,
            triggers::opened);
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
            decisions,
            clock);
    log.measure(meters);
  }

  private static Surroundings surroundings(SourceSettings settings, Egress egress) {
    return new Surroundings(
        Path.of(""),
        settings.bytesMax(),
        egress,
        System.getenv(),
        settings.databases(),
        settings.folders());
  }

  void start(NodeRole role) {
    if (role.answers()) {
      deployments.loadChampions();
      outboxQueue.start();
    }
    if (role.carries()) {
      queue.start();
      pipelines.start();
    }
  }

  LoopRooms loop() {
    return loop;
  }

  /// Who is who.
  Access access() {
    return access;
  }

  /// Who asks.
  Identities identities(NetworkSettings network) {
    return new AccessIdentities(access, database, network.authentication());
  }

  /// What notebooks logged.
  Tracking tracking() {
    return tracking;
  }

  /// Who is told of what.
  Webhooks webhooks() {
    return webhooks;
  }

  /// What is registered.
  Registered registered() {
    return registered;
  }

  Governance governance() {
    return governance;
  }

  /// What the pages of datasets show.
  ///
  /// @param server its address, as readers type it
  DatasetViews datasetViews(Supplier<String> server) {
    return new DatasetViews(datasets, lineage, server);
  }

  /// The pages of datasets that others lead to.
  DatasetLinks datasetLinks() {
    return new DatasetLinks(datasets);
  }

  /// What the pages of pipelines show.
  PipelineViews pipelineViews() {
    return new PipelineViews(
        pipelines.deployed(),
        pipelines.history(),
        pipelines.runs(),
        pipelines.files(),
        datasetLinks());
  }

  /// What the pages of models show.
  ModelViews modelViews() {
    return new ModelViews(registered, lineage, cards, datasetLinks());
  }

  Runtimes runtimes() {
    return runtimes;
  }

  Deployments deployments() {
    return deployments;
  }

  ServingRoutes serving() {
    return serving;
  }

  /// @param address by which clients reach this server, once it answers
  List<Route> routes(Supplier<URI> address) {
    List<Route> routes = new ArrayList<>(serving.routes());
    routes.addAll(oip.routes());
    routes.addAll(registry.routes());
    routes.addAll(datasetRoutes.routes());
    routes.addAll(fileRoutes.routes());
    routes.addAll(pipelines.routes(address));
    routes.addAll(lineageRooms.routes());
    routes.addAll(
        new IcebergRoutes(datasets, secrets, clock, new AccessKeyHolders(access), address)
            .routes());
    routes.addAll(mlflow.routes());
    routes.addAll(webhooks.routes());
    routes.addAll(governance.routes());
    routes.addAll(new GovernanceRoutes(lineage, cards).routes());
    routes.addAll(new DeploymentRoutes(deployments).routes());
    routes.addAll(new AccessRoutes(access).routes());
    return routes;
  }

  /// What a process answers that takes no requests of clients.
  ///
  /// @param server by which its programs reach one that does; empty for none
  List<Route> workerRoutes(Optional<URI> server) {
    return pipelines.workerRoutes(server);
  }

  List<ServerServiceDefinition> services() {
    return oip.services();
  }

  @Override
  public void close() {
    queue.close();
    pipelines.close();
    outboxQueue.close();
    deployments.close();
    log.close();
    runtimes.close();
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
      return Observations.inputs(
          signature,
          observations.between(model, from, to).stream().filter(Observed::hasInputs).toList());
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
