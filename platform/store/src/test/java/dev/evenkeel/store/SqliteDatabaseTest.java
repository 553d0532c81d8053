package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
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
