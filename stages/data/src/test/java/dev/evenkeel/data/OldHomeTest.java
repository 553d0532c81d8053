package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A home from before versions had lists of files.
class OldHomeTest {
  @TempDir Path folder;

  private DatasetVersion append(Datasets datasets, String rows) {
    Path file = Sales.csv(folder, "batch.csv", HEADER + rows);
    return datasets
        .ingest(new Ingest("sales", CONTRACT, new Source.File(file), AUGUST, "rows"))
        .version()
        .orElseThrow();
  }

  /// Writes the rows as the last release did: the tables of before, under the same names.
  private void makeOld() throws SQLException {
    String file = folder.resolve("evenkeel.db").toString();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      try (ResultSet read =
          sql.executeQuery(
              "select v.number, v.snapshot_id, f.path, f.sha256, f.size from data_dataset_version v"
                  + " join data_file f on f.added = v.number order by v.number")) {
        while (read.next()) {
          rows.add(
              ("insert into data_dataset_version (dataset, number, state, snapshot_id, at, message,"
                      + " contract, contract_digest, row_count, rejected_count, file, digest, bytes,"
                      + " checks, project) values ('sales', %d, 'PUBLISHED', %d,"
                      + " '1996-07-31 00:00:00', 'm', 'sales@1.0.0', 'd', 1, 0, '%s', '%s', %d,"
                      + " '[]', 'anns')")
                  .formatted(
                      read.getInt(1),
                      read.getLong(2),
                      read.getString(3),
                      read.getString(4),
                      read.getLong(5)));
        }
      }
      for (String table :
          List.of(
              "data_dataset",
              "data_file",
              "data_alias",
              "data_tag",
              "data_doomed",
              "data_dataset_version")) {
        sql.execute("drop table " + table);
      }
      // What came after goes, too, and comes again.
      takeBack(sql, "V22__pipelines.sql");
      takeBack(sql, "V20__freed_contents.sql");
      sql.execute("drop table files_content");
      sql.execute("drop table data_contract");
      sql.execute("delete from flyway_schema_history where cast(version as integer) >= 16");
      sql.execute(
          "create table data_dataset_version (id integer primary key, dataset text not null,"
              + " number integer not null, state text not null, snapshot_id bigint,"
              + " at timestamp not null, message text not null, contract text not null,"
              + " contract_digest text not null, row_count bigint not null,"
              + " rejected_count bigint not null, file text not null, digest text not null,"
              + " bytes bigint not null, quarantine_digest text, checks text not null,"
              + " project text not null default 'default', unique (dataset, number))");
      for (String row : rows) {
        sql.execute(row);
      }
    }
  }

  /// Undoes what a migration made; what it wrote into rows stays.
  private static void takeBack(Statement sql, String migration) throws SQLException {
    String text;
    try (InputStream script =
        Objects.requireNonNull(Database.class.getResourceAsStream("/db/migration/" + migration))) {
      text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher index = Pattern.compile("create (?:unique )?index (\\w+)").matcher(text);
    while (index.find()) {
      sql.execute("drop index " + index.group(1));
    }
    Matcher column = Pattern.compile("alter table (\\w+) add column (\\w+)").matcher(text);
    while (column.find()) {
      sql.execute("alter table %s drop column %s".formatted(column.group(1), column.group(2)));
    }
    Matcher table = Pattern.compile("create table (\\w+)").matcher(text);
    while (table.find()) {
      sql.execute("drop table " + table.group(1));
    }
  }

  @Test
  void readsItsVersionsAndGoesOn() throws SQLException {
    String digest;
    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      append(datasets, "960704,wood,1,1,1,1\n");
      digest = append(datasets, "960704,wood,2,1,1,1\n").digest();
    }
    makeOld();

    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      DatasetVersion second = datasets.version("sales", 2).orElseThrow();
      assertThat(datasets.contract(second)).isEmpty();
      assertThat(second.digest()).isEqualTo(digest);
      assertThat(second.parent()).isEqualTo(1);
      assertThat(second.total().rows()).isEqualTo(2);
      assertThat(second.at()).isEqualTo(JULY);
      assertThat(datasets.dataset("sales").orElseThrow().project()).isEqualTo("anns");
      DatasetVersion third = append(datasets, "960704,wood,3,1,1,1\n");
      assertThat(datasets.read(third, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area"))
          .containsExactly(1, 2, 3);
      assertThat(datasets.statistics(third).getFirst().rows()).isEqualTo(3);
    }
  }
}
