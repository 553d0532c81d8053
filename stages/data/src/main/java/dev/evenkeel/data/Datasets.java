package dev.evenkeel.data;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.DatasetReference.Pointer;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Takes batches in under their contract, and reads any version back.
///
/// A batch becomes a version in steps, each of which a crash may follow: the Parquet file, the row
/// in state STAGED, Iceberg's commit on a branch, its commit of `main` and tag, the row in state
/// PUBLISHED. The next start finishes or drops what a crash left, by whether the tag is there.
public final class Datasets implements AutoCloseable {
  private final Warehouse warehouse;
  private final Ingestion ingestion;
  private final DatasetOperations operations;
  private final VersionDiffs diffs;
  private final VersionExports exports;
  private final Forgetting forgetting;
  private final RejectedRows rejected;
  private final Cleaning cleaning;

  private Datasets(Warehouse warehouse) {
    this.warehouse = warehouse;
    this.ingestion = new Ingestion(warehouse);
    this.operations = new DatasetOperations(warehouse);
    this.diffs = new VersionDiffs(warehouse);
    this.exports = new VersionExports(warehouse, this::contract);
    this.cleaning = new Cleaning(warehouse);
    this.forgetting = new Forgetting(warehouse, cleaning);
    this.rejected = new RejectedRows(warehouse);
  }

  /// Opens the datasets of a home and finishes what a crash left.
  ///
  /// @param root folder for the warehouse and for scratch files
  public static Datasets open(
      Database database, BlobStore blobs, Path root, CatalogAddress catalog) {
    return open(database, blobs, root, catalog, WarehousePlace.HOME);
  }

  /// The same, with the files of tables in a place of their own.
  public static Datasets open(
      Database database, BlobStore blobs, Path root, CatalogAddress catalog, WarehousePlace place) {
    return open(database, blobs, root, catalog, place, NewVersions.NOBODY);
  }

  /// The same, where somebody is told of new versions from the first: opening may publish what a
  /// crash left.
  public static Datasets open(
      Database database,
      BlobStore blobs,
      Path root,
      CatalogAddress catalog,
      WarehousePlace place,
      NewVersions told) {
    try {
      Path warehouse = Files.createDirectories(root.resolve("warehouse"));
      Path scratch = Files.createDirectories(root.resolve("scratch"));
      Scratch.empty(scratch);
      IcebergTables tables = new IcebergTables(catalog, new LocalFileIO(warehouse, place));
      Datasets datasets =
          new Datasets(Warehouse.of(database, blobs, tables, new DuckDb(scratch), scratch));
      datasets.tell(told);
      datasets.reconcile();
      return datasets;
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the folder for datasets cannot be written",
              root.toString(),
              "a folder that can be written",
              "check its rights and the free space")
          .asException(e);
    }
  }

  private void reconcile() {
    warehouse.publisher().reconcile();
    Schemas.complete(warehouse.versions(), warehouse.files(), warehouse.tables());
    cleaning.finish();
  }

  /// Who outside of this room needs versions; nobody, until it is said.
  public void referencedBy(References references) {
    warehouse.references().set(references);
  }

  /// Who is told of new versions from now on; nobody, until it is said.
  public void tell(NewVersions listener) {
    warehouse.publisher().tell(listener);
  }

  /// Compacts datasets by itself from now on, in the background.
  ///
  /// @param queue not yet started
  /// @param filesMax small files that a version may have before
  public void compactBy(WorkQueue queue, int filesMax) {
    warehouse.publisher().tell(new AutoCompaction(warehouse, queue, filesMax)::published);
  }

  /// Where else rows of people are kept; nowhere, until it is said.
  public void keptElsewhere(PersonalData elsewhere) {
    forgetting.alsoIn(elsewhere);
  }

  /// Opens a file with times, for as long as the datasets are open.
  public History history(Path file, String timeColumn, String format) {
    return History.open(warehouse.engine().another(), file, timeColumn, format);
  }

  /// How the times of a file's column are written; empty when no way of writing that we know reads
  /// most of them.
  public Optional<TimeFormat> timeFormat(Path file, String column) {
    return warehouse.query(duck -> TimeFormat.of(duck, file, column));
  }

  /// Checks a batch, sets its bad rows aside and publishes the rest as the next version.
  public IngestResult ingest(Ingest ingest) {
    return ingestion.ingest(ingest);
  }

  /// Works while nothing else of this server writes to a dataset or cleans it; what the work itself
  /// writes is let in.
  public <T> T alone(String dataset, Supplier<T> work) {
    return warehouse.locks().locked(dataset, work);
  }

  /// What changes a dataset besides batches.
  public DatasetOperations operations() {
    return operations;
  }

  /// Rows that broke their contract.
  public RejectedRows rejected() {
    return rejected;
  }

  /// Aliases, tags and descriptions.
  public Labels labels() {
    return warehouse.labels();
  }

  /// Whole versions as files.
  public VersionExports exports() {
    return exports;
  }

  /// What differs between versions.
  public VersionDiffs diffs() {
    return diffs;
  }

  /// Takes somebody out for good.
  public Forgetting forgetting() {
    return forgetting;
  }

  /// Frees what no version needs.
  public Cleaning cleaning() {
    return cleaning;
  }

  /// A dataset, if whoever acts sees it.
  public Optional<Dataset> dataset(String name) {
    return warehouse.datasets().find(name);
  }

  /// Datasets by name.
  ///
  /// @param part of a name, in whatever case; empty takes all
  /// @param after only names behind it; empty for the first page
  public List<Dataset> datasets(String part, String after, int limit) {
    return warehouse.datasets().page(part, after, limit);
  }

  /// Keeps the contract by which batches are checked that bring none; makes the dataset when it is
  /// not there.
  public void setContract(String dataset, String yaml) {
    warehouse.datasets().setContract(Names.check("dataset", dataset), yaml);
  }

  /// The newest version of a dataset.
  public Optional<DatasetVersion> newest(String dataset) {
    return warehouse.versions().published(dataset, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  /// A version by its number.
  public Optional<DatasetVersion> version(String dataset, int number) {
    return warehouse.versions().version(dataset, number);
  }

  /// The version that a reference points at now.
  public Optional<DatasetVersion> find(DatasetReference reference) {
    String dataset = reference.dataset();
    return switch (reference.pointer()) {
      case Pointer.Newest _ -> newest(dataset);
      case Pointer.Numbered(int number) -> version(dataset, number);
      case Pointer.At(Instant time) -> warehouse.versions().at(dataset, time);
      case Pointer.Named(String name) -> named(dataset, name);
    };
  }

  private Optional<DatasetVersion> named(String dataset, String name) {
    Integer number = labels().aliases(dataset).get(name);
    if (number != null) {
      return version(dataset, number);
    }
    return warehouse.labels().tagged(dataset, name).stream()
        .flatMap(tagged -> version(dataset, tagged).stream())
        .findFirst();
  }

  /// The version that a reference points at now.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public DatasetVersion demand(DatasetReference reference) {
    if (dataset(reference.dataset()).isEmpty()) {
      throw DatasetRows.unknown(reference.dataset());
    }
    return find(reference).orElseThrow(() -> unknown(reference));
  }

  /// The same, and a batch that was rejected: it has results and a quarantine, but no rows.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public DatasetVersion demandBatch(DatasetReference reference) {
    return known(reference)
        .filter(version -> version.state() == DatasetVersion.State.REJECTED)
        .orElseGet(() -> demand(reference));
  }

  private Optional<DatasetVersion> known(DatasetReference reference) {
    return reference.pointer() instanceof Pointer.Numbered(int number)
        ? warehouse.versions().known(reference.dataset(), number)
        : Optional.empty();
  }

  private RuntimeException unknown(DatasetReference reference) {
    String what =
        known(reference)
            .map(version ->
                version.state() == DatasetVersion.State.REJECTED
                    ? "%s was rejected: it holds no rows".formatted(reference)
                    : "%s has expired: its rows are no longer kept".formatted(reference))
            .orElse("there is no version %s".formatted(reference));
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            what,
            "list them with: evenkeel data show " + reference.dataset())
        .asException();
  }

  /// Versions of a dataset that can be read, newest first.
  ///
  /// @param before only numbers below it; `Integer.MAX_VALUE` for the first page
  public List<DatasetVersion> versions(String dataset, int before, int limit) {
    return warehouse.versions().published(dataset, before, limit);
  }

  /// The same with those that have expired.
  public List<DatasetVersion> allVersions(String dataset, int before, int limit) {
    return warehouse.versions().all(dataset, before, limit);
  }

  /// The rows of a version within a stretch of time, always in the same order.
  ///
  /// @param timeColumn a date or timestamp
  /// @param from inclusive
  /// @param to exclusive
  public Frame read(
      DatasetVersion version, List<String> columns, String timeColumn, Instant from, Instant to) {
    return warehouse.query(
        duck -> warehouse.reader().read(duck, version, columns, timeColumn, from, to));
  }

  /// Rows of a version as texts, by a column of texts; a missing value is empty.
  ///
  /// @param after only rows where the column is behind it; empty for the first page
  public List<Map<String, String>> rowsBy(
      DatasetVersion version, String column, String after, int limit) {
    return warehouse.query(duck -> warehouse.reader().page(duck, version, column, after, limit));
  }

  /// What the columns of a version are; a row may lack any of them.
  public List<Property> columns(DatasetVersion version) {
    return warehouse.reader().columns(version);
  }

  /// The data files of a version, in the order in which they are read.
  public List<StoredFile> files(DatasetVersion version) {
    return version.state() == DatasetVersion.State.REJECTED
        ? List.of()
        : warehouse.files().of(version.dataset(), version.number());
  }

  /// Where a data file lies on this machine.
  public Path local(StoredFile file) {
    return warehouse.tables().local(file.path());
  }

  /// The schema of a version as Iceberg writes it, with the ids of its columns.
  public String schemaJson(DatasetVersion version) {
    return org.apache.iceberg.SchemaParser.toJson(warehouse.reader().schema(version));
  }

  /// The document of the contract under which a version was published; empty for one of before they
  /// were kept, unless the dataset still has that contract.
  public Optional<String> contract(DatasetVersion version) {
    String digest = warehouse.versions().row(version).getContractDigest();
    return new ContractDocuments(warehouse.database())
        .find(version, digest)
        .or(() ->
            dataset(version.dataset())
                .flatMap(Dataset::contract)
                .filter(yaml ->
                    BatchContract.read(yaml, "the contract of dataset " + version.dataset())
                        .toString()
                        .equals(version.contract())));
  }

  /// What the contract said of the batch: JSON, results by rule.
  public String checksJson(DatasetVersion version) {
    return warehouse.versions().row(version).getChecks();
  }

  /// What the contract said of the batches of some versions, by number: JSON, results by rule.
  public Map<Integer, String> checksJson(String dataset, List<Integer> numbers) {
    return warehouse.versions().checks(dataset, numbers);
  }

  /// What the columns look like; empty for a version of before there were profiles.
  public List<ColumnStatistics> statistics(DatasetVersion version) {
    DataDatasetVersionRecord row = warehouse.versions().row(version);
    return Optional.ofNullable(row.getProfile()).map(Profiler::read).orElse(List.of());
  }

  /// Forgets the versions from the first one that was made at or after a business time: how a
  /// replay takes back an unfinished month. It may be repeated after a crash.
  public void forgetSince(String dataset, Instant at) {
    operations.takeBackSince(dataset, at);
  }

  /// Demands that whoever acts may add to a dataset, or make it where they work.
  public void demandEditor(String dataset) {
    warehouse.datasets().demandEditor(dataset);
  }

  /// By what new rows of a dataset are checked.
  ///
  /// @throws dev.evenkeel.base.ProblemException when none was stored
  BatchContract demandContract(String dataset) {
    String yaml =
        dataset(dataset)
            .flatMap(Dataset::contract)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.INPUT,
                        "dataset `%s` has no contract that rows could be checked by"
                            .formatted(dataset),
                        "store one first: PUT /api/v1/datasets/%s/contract".formatted(dataset))
                    .asException());
    return BatchContract.read(yaml, "the contract of dataset " + dataset);
  }

  /// Writes the rows of several files into one, by the names of their columns.
  void join(List<Path> files, Path whole) {
    warehouse.query(duck -> TextFiles.join(duck, files, whole));
  }

  /// What all of it stands on.
  Warehouse warehouse() {
    return warehouse;
  }

  /// A folder for files that the next start removes.
  Path scratch() {
    return warehouse.scratch();
  }

  /// A file that a batch can come from: of JSON lines a Parquet file beside it, [#columnar].
  Path readable(Path file) {
    if (!file.toString().endsWith(".jsonl")) {
      return file;
    }
    return columnar(file, columnar(file));
  }

  /// Writes JSON lines as a Parquet file that a batch can come from.
  public Path columnar(Path lines, Path parquet) {
    return warehouse.query(duck -> {
      JsonLines.toParquet(duck, lines, parquet);
      return parquet;
    });
  }

  static Path columnar(Path file) {
    return file.resolveSibling(file.getFileName() + ".parquet");
  }

  /// For tests: what to do after each step.
  void afterEachStep(Consumer<PublishStep> action) {
    warehouse.publisher().afterEachStep(action);
  }

  @Override
  public void close() {
    warehouse.engine().close();
    warehouse.tables().close();
  }
}
