package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.sources.Fetched;
import dev.evenkeel.sources.SourceRequest;
import dev.evenkeel.sources.SqlConnection;
import dev.evenkeel.sources.SqlQuery;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.Egress;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables that a contract is tested on: files, versions of datasets, and queries of databases.
/// What is no file here becomes one for the meantime.
final class TestedTables {
  static final String DATASET = "dataset:";

  private static final String JDBC = "jdbc:";
  private static final String USER = "EVENKEEL_SQL_USER";
  private static final String PASSWORD = "EVENKEEL_SQL_PASSWORD";
  private static final long BYTES_MAX = 100L << 30;

  private final Document document;
  private final Map<String, String> queries;
  private final ServerMixin server;
  private final Path scratch;

  /// @param queries of objects that come from a database
  /// @param scratch an empty folder
  TestedTables(Document document, Map<String, String> queries, ServerMixin server, Path scratch) {
    this.document = document;
    this.queries = queries;
    this.server = server;
    this.scratch = scratch;
  }

  /// Tables by the name of their object.
  ///
  /// @param data each `[OBJECT=]WHERE`
  Map<String, TableFile> of(List<String> data) {
    Map<String, TableFile> tables = new LinkedHashMap<>();
    for (String each : data) {
      // What comes after the name of an object may have one of its own, as addresses do.
      int equals = namesObject(each) ? each.indexOf('=') : -1;
      String object = equals < 0 ? only() : each.substring(0, equals);
      SchemaObject known = document.object(object).orElseThrow(() -> unknown(object));
      tables.put(object, table(known, each.substring(equals + 1), tables.size()));
    }
    return tables;
  }

  private static boolean namesObject(String each) {
    return each.contains("=") && !each.startsWith(JDBC);
  }

  private TableFile table(SchemaObject object, String where, int number) {
    if (where.startsWith(JDBC)) {
      return queried(object, where, number);
    }
    return where.startsWith(DATASET)
        ? version(where.substring(DATASET.length()), number)
        : TableFile.of(Path.of(where), Optional.empty());
  }

  private TableFile version(String reference, int number) {
    DataVersionReference of = DataVersionReference.read(reference);
    Path file = scratch.resolve("version-%d.parquet".formatted(number));
    try (RunningServer running = server.open()) {
      running.download(of.versionAddress() + "/rows?format=parquet", file);
    }
    return TableFile.of(file, Optional.empty());
  }

  private TableFile queried(SchemaObject object, String url, int number) {
    String table = object.physicalName().isEmpty() ? object.name() : object.physicalName();
    String query = queries.getOrDefault(object.name(), "select * from " + DuckDb.name(table));
    Path folder = scratch.resolve("query-" + number);
    Map<String, String> environment = System.getenv();
    SqlConnection connection =
        new SqlConnection(
            url, environment.getOrDefault(USER, ""), environment.getOrDefault(PASSWORD, ""));
    Surroundings surroundings =
        new Surroundings(
            Folders.made(folder),
            BYTES_MAX,
            new Egress(List.of()),
            Map.of(),
            Map.of(object.name(), connection),
            List.of());
    Fetched fetched =
        fetch(new SourceRequest("sql://" + object.name(), query, "", ""), surroundings);
    if (fetched.files().isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the query of `%s` answered no row, and so nothing that could be tested"
                  .formatted(Names.abbreviate(object.name())),
              "--data",
              "one row at least",
              "check the query, or whether rows should have come")
          .asException();
    }
    return fetched.files().getFirst();
  }

  private static Fetched fetch(SourceRequest request, Surroundings surroundings) {
    try {
      return new SqlQuery().fetch(request, surroundings);
    } catch (ProblemException e) {
      Problem problem = e.problem();
      throw problem.kind() == Problem.Kind.ENVIRONMENT
          ? new Problem(
                  problem.kind(),
                  problem.what(),
                  problem.where(),
                  "",
                  "check the address, %s and %s, and whether the database runs"
                      .formatted(USER, PASSWORD))
              .asException(e)
          : e;
    }
  }

  private String only() {
    if (document.schema().size() != 1) {
      throw new Problem(
              Problem.Kind.INPUT,
              "contract %s has %d objects".formatted(document, document.schema().size()),
              "--data",
              "which one the data is of",
              "write --data OBJECT=FILE; objects are " + names())
          .asException();
    }
    return document.schema().getFirst().name();
  }

  private RuntimeException unknown(String object) {
    return new Problem(
            Problem.Kind.NOT_FOUND,
            "contract %s has no object `%s`".formatted(document, Names.abbreviate(object)),
            "--data",
            "one of " + names(),
            "")
        .asException();
  }

  private String names() {
    return String.join(", ", document.schema().stream().map(SchemaObject::name).toList());
  }
}
