package dev.evenkeel.registry.tracking;

import static dev.evenkeel.registry.tracking.OwnedRows.Reader.FIRST;
import static dev.evenkeel.store.schema.Tables.REGISTRY_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_MODEL;
import static org.jooq.impl.DSL.excluded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.BatchBindStep;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// What runs took in and brought out.
final class Inputs {
  static final String INPUT = "INPUT";
  static final String OUTPUT = "OUTPUT";

  /// How many datasets one statement asks for by name and digest.
  private static final int CHUNK = 100;

  private record Identity(String name, String digest) {
    static Identity of(Dataset dataset) {
      return new Identity(dataset.name(), dataset.digest());
    }
  }

  private record LinkedDataset(long id, int position, Dataset dataset) {}

  private record DatasetTag(long dataset, KeyValue tag) {}

  /// @param direction [#INPUT] or [#OUTPUT]
  record LinkedModel(String direction, ModelOutput model) {}

  private static final OwnedRows<LinkedDataset> DATASETS =
      new OwnedRows<>(
          REGISTRY_RUN_DATASET
              .join(REGISTRY_DATASET)
              .on(REGISTRY_DATASET.ID.eq(REGISTRY_RUN_DATASET.DATASET_ID)),
          REGISTRY_RUN_DATASET.RUN_ID,
          List.of(
              REGISTRY_DATASET.ID,
              REGISTRY_RUN_DATASET.POSITION,
              REGISTRY_DATASET.NAME,
              REGISTRY_DATASET.DIGEST,
              REGISTRY_DATASET.SOURCE_TYPE,
              REGISTRY_DATASET.SOURCE,
              REGISTRY_DATASET.SCHEMA,
              REGISTRY_DATASET.PROFILE),
          row ->
              new LinkedDataset(
                  row.getLong(FIRST),
                  row.getInt(FIRST + 1),
                  new Dataset(
                      row.getString(FIRST + 2),
                      row.getString(FIRST + 3),
                      row.getString(FIRST + 4),
                      row.getString(FIRST + 5),
                      Optional.ofNullable(row.getString(FIRST + 6)),
                      Optional.ofNullable(row.getString(FIRST + 7)))));

  private static final OwnedRows<DatasetTag> DATASET_TAGS =
      new OwnedRows<>(
          REGISTRY_RUN_DATASET_TAG,
          REGISTRY_RUN_DATASET_TAG.RUN_ID,
          List.of(
              REGISTRY_RUN_DATASET_TAG.DATASET_ID,
              REGISTRY_RUN_DATASET_TAG.KEY,
              REGISTRY_RUN_DATASET_TAG.VALUE),
          row ->
              new DatasetTag(
                  row.getLong(FIRST),
                  new KeyValue(row.getString(FIRST + 1), row.getString(FIRST + 2))));

  private static final OwnedRows<LinkedModel> MODELS =
      new OwnedRows<>(
          REGISTRY_RUN_MODEL,
          REGISTRY_RUN_MODEL.RUN_ID,
          List.of(
              REGISTRY_RUN_MODEL.DIRECTION, REGISTRY_RUN_MODEL.MODEL_ID, REGISTRY_RUN_MODEL.STEP),
          row ->
              new LinkedModel(
                  row.getString(FIRST),
                  new ModelOutput(row.getString(FIRST + 1), row.getLong(FIRST + 2))));

  private Inputs() {}

  /// Adds datasets to a run whose turn it is. One that the run has keeps its tags, as with MLflow;
  /// of one that comes twice the first counts.
  static void add(DSLContext sql, RunInfo run, List<DatasetInput> inputs) {
    if (inputs.isEmpty()) {
      return;
    }
    Map<Identity, DatasetInput> distinct = new LinkedHashMap<>();
    inputs.forEach(input -> distinct.putIfAbsent(Identity.of(input.dataset()), input));
    store(sql, run.experimentId(), distinct);
    Map<Identity, Long> ids = ids(sql, run.experimentId(), List.copyOf(distinct.keySet()));
    Set<Long> present =
        new HashSet<>(
            sql.select(REGISTRY_RUN_DATASET.DATASET_ID)
                .from(REGISTRY_RUN_DATASET)
                .where(REGISTRY_RUN_DATASET.RUN_ID.eq(run.id()))
                .fetch(REGISTRY_RUN_DATASET.DATASET_ID));
    Map<Long, DatasetInput> added = new LinkedHashMap<>();
    distinct.forEach((identity, input) -> {
      long id = Objects.requireNonNull(ids.get(identity));
      if (!present.contains(id)) {
        added.put(id, input);
      }
    });
    link(sql, run.id(), added, present.size());
  }

  private static void store(DSLContext sql, long experiment, Map<Identity, DatasetInput> inputs) {
    var datasets = REGISTRY_DATASET;
    BatchBindStep batch =
        sql.batch(
            sql.insertInto(datasets)
                .columns(
                    datasets.EXPERIMENT_ID,
                    datasets.NAME,
                    datasets.DIGEST,
                    datasets.SOURCE_TYPE,
                    datasets.SOURCE,
                    datasets.SCHEMA,
                    datasets.PROFILE)
                .values((Long) null, null, null, null, null, null, null)
                .onConflictDoNothing());
    // Other runs of the experiment log the same ones: in one order nobody waits in a circle.
    List<Identity> sorted =
        inputs.keySet().stream()
            .sorted(Comparator.comparing(Identity::name).thenComparing(Identity::digest))
            .toList();
    for (Identity each : sorted) {
      Dataset dataset = Objects.requireNonNull(inputs.get(each)).dataset();
      batch =
          batch.bind(
              experiment,
              dataset.name(),
              dataset.digest(),
              dataset.sourceType(),
              dataset.source(),
              dataset.schema().orElse(null),
              dataset.profile().orElse(null));
    }
    batch.execute();
  }

  private static Map<Identity, Long> ids(
      DSLContext sql, long experiment, List<Identity> identities) {
    var datasets = REGISTRY_DATASET;
    Map<Identity, Long> ids = new HashMap<>();
    for (int start = 0; start < identities.size(); start += CHUNK) {
      List<Condition> any = new ArrayList<>();
      identities
          .subList(start, Math.min(identities.size(), start + CHUNK))
          .forEach(each ->
              any.add(datasets.NAME.eq(each.name()).and(datasets.DIGEST.eq(each.digest()))));
      sql.select(datasets.ID, datasets.NAME, datasets.DIGEST)
          .from(datasets)
          .where(datasets.EXPERIMENT_ID.eq(experiment))
          .and(DSL.or(any))
          .forEach(row -> ids.put(new Identity(row.value2(), row.value3()), row.value1()));
    }
    return ids;
  }

  private static void link(
      DSLContext sql, String runId, Map<Long, DatasetInput> added, int position) {
    var links = REGISTRY_RUN_DATASET;
    var tags = REGISTRY_RUN_DATASET_TAG;
    int next = position;
    for (Map.Entry<Long, DatasetInput> each : added.entrySet()) {
      sql.insertInto(links)
          .set(links.RUN_ID, runId)
          .set(links.DATASET_ID, each.getKey())
          .set(links.POSITION, next++)
          .execute();
      each.getValue()
          .tags()
          .forEach((key, value) ->
              sql.insertInto(tags)
                  .set(tags.RUN_ID, runId)
                  .set(tags.DATASET_ID, each.getKey())
                  .set(tags.KEY, key)
                  .set(tags.VALUE, value)
                  .execute());
    }
  }

  /// Says that a run took models in or brought them out; told again, the last step counts.
  static void addModels(DSLContext sql, String runId, String direction, List<ModelOutput> models) {
    var links = REGISTRY_RUN_MODEL;
    for (ModelOutput each : models) {
      sql.insertInto(links)
          .set(links.RUN_ID, runId)
          .set(links.MODEL_ID, each.modelId())
          .set(links.DIRECTION, direction)
          .set(links.STEP, each.step())
          .onConflict(links.RUN_ID, links.MODEL_ID, links.DIRECTION)
          .doUpdate()
          .set(links.STEP, excluded(links.STEP))
          .execute();
    }
  }

  /// The datasets of each run in the order in which they were logged.
  static List<List<DatasetInput>> datasets(DSLContext sql, List<String> runIds) {
    List<List<LinkedDataset>> linked = DATASETS.of(sql, runIds);
    if (linked.stream().allMatch(List::isEmpty)) {
      return runIds.stream().map(_ -> List.<DatasetInput>of()).toList();
    }
    List<List<DatasetTag>> tags = DATASET_TAGS.of(sql, runIds);
    List<List<DatasetInput>> inputs = new ArrayList<>();
    for (int at = 0; at < runIds.size(); at++) {
      List<DatasetTag> ofRun = tags.get(at);
      inputs.add(
          linked.get(at).stream()
              .sorted(Comparator.comparingInt(LinkedDataset::position))
              .map(each -> new DatasetInput(each.dataset(), tags(ofRun, each.id())))
              .toList());
    }
    return inputs;
  }

  private static Map<String, String> tags(List<DatasetTag> ofRun, long dataset) {
    return KeyValue.lastOfEach(
        ofRun.stream()
            .filter(each -> each.dataset() == dataset)
            .map(DatasetTag::tag)
            .sorted(Comparator.comparing(KeyValue::key))
            .toList());
  }

  /// The models of each run.
  static List<List<LinkedModel>> models(DSLContext sql, List<String> runIds) {
    List<List<LinkedModel>> models = MODELS.of(sql, runIds);
    models.forEach(each -> each.sort(Comparator.comparing(linked -> linked.model().modelId())));
    return models;
  }
}
