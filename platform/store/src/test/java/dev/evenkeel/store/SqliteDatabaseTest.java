package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
  @TempDir Path folder;

  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }

  @Test
  void stillHasEverythingWhenOpenedAgain() {
    database.write(sql -> define(sql, "a"));
    database.close();

    database = open();

    assertThat(digests()).containsExactly("a");
  }

  @Test
  void keepsWhatRunsLoggedWhenItsTablesAreLaidAnew() throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("older.db");
    Flyway.configure()
        .dataSource(url, "", "")
        .locations("classpath:db/migration", "classpath:db/sqlite")
        .placeholders(
            Map.of("identity", "integer primary key", "bytes", "blob", "instant", "timestamp"))
        .target("10")
        .load()
        .migrate();
    try (Connection older = DriverManager.getConnection(url);
        Statement insert = older.createStatement()) {
      insert.execute("insert into registry_run_param values ('b', 'k', 'é'), ('a', 'k', '2')");
      insert.execute("insert into registry_run_tag values ('a', 't', 'x')");
      insert.execute("insert into registry_metric values ('a', 'm', 7, 1, 0.1, false)");
      insert.execute("insert into registry_metric values ('a', 'm', 8, 2, 0, true)");
      insert.execute("insert into registry_latest_metric values ('a', 'm', 2, 8, 0, true)");
    }

    try (Database newer = Database.open(url, "", "")) {
      assertThat(
              newer.<List<String>>read(sql ->
                  sql.fetch(
                          """
                          select run_id || key || value from registry_run_param
                          union all select run_id || key || value from registry_run_tag
                          union all select run_id || key || millis || step || value || is_nan from registry_metric
                          union all select run_id || key || step || millis || value || is_nan from registry_latest_metric
                          """)
                      .map(row -> String.valueOf(row.get(0)))))
          .containsExactlyInAnyOrder("bké", "ak2", "atx", "am710.10", "am820.01", "am280.01");
    }
  }

  @Test
  void saysThatTheDiskIsFullAndKeepsWhatWasThere() {
    database.write(sql -> define(sql, "before"));
    database.close();
    long pages = pages(folder.resolve("evenkeel.db")) + 12;
    database =
        Database.open(
            "jdbc:sqlite:%s?max_page_count=%d".formatted(folder.resolve("evenkeel.db"), pages),
            "",
            "");

    assertThatThrownBy(() ->
            database.write(sql -> {
              for (int row = 0; row < 100; row++) {
                define(sql, "x".repeat(4_000) + row);
              }
              return 0;
            }))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
              assertThat(problem.problem().what()).contains("disk").contains("full");
              assertThat(problem.problem().remedy()).contains("intact");
            });

    assertThat(digests()).containsExactly("before");
    database.write(sql -> define(sql, "small"));
    assertThat(digests()).containsExactly("before", "small");
  }

  private static long pages(Path file) {
    try {
      return Files.size(file) / 4_096;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void saysThatTheFolderCannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThatThrownBy(() -> TestDatabases.sqlite(file))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
              assertThat(problem.problem().where()).contains(file.toString());
            });
  }

  @Test
  void refusesAnAddressOfAnUnknownKind() {
    assertThatThrownBy(() -> Database.open("jdbc:mysql://localhost/x", "", ""))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.CONFIGURATION));
  }
}
