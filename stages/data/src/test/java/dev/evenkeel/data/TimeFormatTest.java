package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {
  private static final long FEBRUARY_1_1996 =
      Instant.parse("1996-02-01T00:00:00Z").getEpochSecond() * 1_000_000L;

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1996-02-01 | 1996-02-13 | DATE | ''",
        "1996-02-01T00:00:00Z | 1996-02-13T23:59:59+02:00 | TIMESTAMP | ''",
        "1996-02-01 | 1996-02-13 10:30:00 | TIMESTAMP | ''",
        "960201 | 960213 | DATE | yyMMdd",
        "19960201 | 19960213 | DATE | yyyyMMdd",
        "02/01/1996 | 02/13/1996 | DATE | MM/dd/yyyy",
        "2/1/1996 | 2/13/1996 | DATE | M/d/yyyy",
        "01/02/1996 | 13/02/1996 | DATE | dd/MM/yyyy",
        "01.02.1996 | 13.02.1996 | DATE | dd.MM.yyyy",
        "1.2.1996 | 13.2.1996 | DATE | d.M.yyyy",
        "1-Feb-1996 | 13-Feb-1996 | DATE | d-MMM-yyyy",
        "2/1/1996 0:00 | 2/13/1996 17:05 | TIMESTAMP | M/d/yyyy H:mm",
      })
  void findsOutHowTimesAreWritten(String first, String second, LogicalType type, String pattern) {
    Path file = Sales.csv(folder, "t.csv", "at,x\n\"%s\",1\n\"%s\",2\n".formatted(first, second));

    Optional<TimeFormat> found = datasets.timeFormat(file, "at");

    assertThat(found).contains(new TimeFormat(type, pattern));
    assertThat(Formats.parse(first, type, pattern)).hasValue(FEBRUARY_1_1996);
  }

  @Test
  void afewUnreadableCellsDoNotHideTheFormat() {
    String rows = "960201\n".repeat(30);

    Path file = Sales.csv(folder, "t.csv", "at\nlater\n" + rows);

    assertThat(datasets.timeFormat(file, "at"))
        .contains(new TimeFormat(LogicalType.DATE, "yyMMdd"));
  }

  @Test
  void aColumnThatHoldsNoTimesHasNoFormat() {
    Path file = Sales.csv(folder, "t.csv", "at\nsoon\nlater\n960201\n");

    assertThat(datasets.timeFormat(file, "at")).isEmpty();
  }

  @Test
  void aMisspeltColumnNamesTheOneThatWasMeant() {
    Path file = Sales.csv(folder, "t.csv", "sdate\n960201\n");

    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> datasets.timeFormat(file, "sdat"));

    assertThat(problem.problem().what()).isEqualTo("column `sdat` is missing");
    assertThat(problem.problem().remedy()).isEqualTo("did you mean `sdate`?");
  }

  @Test
  void aWrittenPatternIsATimestampWhenItHasHours() {
    assertThat(TimeFormat.written("yyMMdd").type()).isEqualTo(LogicalType.DATE);
    assertThat(TimeFormat.written("d.M.yyyy H:mm").type()).isEqualTo(LogicalType.TIMESTAMP);
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> TimeFormat.written("eeee"))
                .problem()
                .kind())
        .isEqualTo(Problem.Kind.INPUT);
  }
}
