package dev.evenkeel.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.TestDatabases;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TextFiles;
import org.junit.jupiter.api.Test;

class PostgresQueryTest extends SqlQueryContract {
  private final String url = TestDatabases.postgresUrl();

  @Override
  SqlConnection connection() {
    return new SqlConnection(url, "postgres", "");
  }

  @Test
  void keepsEveryTypeExact() throws Exception {
    Fetched fetched =
        fetch(
            ask(
                """
                select 9007199254740993 as big, 12345678901234567890.123456789::numeric(38,9) as exact,
                  1e-30::numeric as tiny, 0.1::float8 as floating, true as truth,
                  date '2026-05-01' as day, timestamp '2026-05-01 10:00:00.123456' as local,
                  timestamptz '2026-05-01 10:00:00+02' as zoned, 'tëxt' as text, null::int as missing
                """,
                ""));
    try (DuckDb duck = new DuckDb(folder)) {
      String row =
          duck.query(
              "select concat_ws('|', columns(*)::varchar) from (select big, exact, tiny, floating, truth, day, local, zoned, text from %s)"
                  .formatted(TextFiles.relation(fetched.files().getFirst().path())),
              rows -> {
                rows.next();
                StringBuilder all = new StringBuilder();
                for (int index = 1; index <= rows.getMetaData().getColumnCount(); index++) {
                  all.append(rows.getString(index)).append('|');
                }
                return all.toString();
              });
      assertThat(row)
          .isEqualTo(
              "9007199254740993|12345678901234567890.123456789|0.000000000000000000000000000001|0.1|true|2026-05-01|2026-05-01 10:00:00.123456|2026-05-01 08:00:00+00|tëxt|");
    }
  }

  @Test
  void wantsANameOfItsOwnForEachColumn() throws Exception {
    var _ = first();
    assertThatThrownBy(() -> fetch(ask("select id, id from animals", "")))
        .hasMessageContaining("name of its own");
  }

  @Test
  void tellsNewRowsByTheInstantOfATimestamp() throws Exception {
    run("create table events (id int, name text, at timestamptz)");
    run("insert into events values (1, 'ant', '2026-05-01 10:00:00.000001+02')");
    SourceRequest request = ask("select id, name, at from events", "at");
    Fetched one = fetch(request);
    run("insert into events values (2, 'bee', '2026-05-01 08:00:00.000002+00')");
    run("insert into events values (3, 'cat', null)");
    assertThat(rows(fetch(request.after(one.watermark())))).containsExactly("2 bee");
  }
}
