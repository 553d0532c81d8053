package dev.evenkeel.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordStreamTest {
  @TempDir private Path folder;

  private enum Channel {
    WEB,
    SHOP
  }

  private static final Shape CHANNEL = new Shape.Symbols(List.of("web", "it's a shop"));

  private static Table table(Table.Planned... columns) {
    return new Table("sales@1.0.0", "orders", List.of(columns));
  }

  private static Table.Planned required(String name, Shape shape) {
    return new Table.Planned(name, name, -1, shape, true);
  }

  private static Table.Planned optional(String name, Shape shape) {
    return new Table.Planned(name, name, -1, shape, false);
  }

  private Path file(String name, String select, String options) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet%s)".formatted(select, file, options));
    }
    return file;
  }

  private static <T> List<T> all(Table table, RowMapper<T> mapper, Path... files) {
    try (RecordStream<T> stream = RecordStream.open(table, List.of(files), mapper)) {
      List<T> all = new ArrayList<>();
      stream.forEachRemaining(all::add);
      return all;
    }
  }

  private Path under(String id, String version, String select) throws SQLException {
    return file(
        "under.parquet",
        select,
        ", KV_METADATA {\"evenkeel.contract.id\": '%s', \"evenkeel.contract.version\": '%s', \"evenkeel.contract.digest\": 'sha256:ab'}"
            .formatted(id, version));
  }

  @Test
  void refusesAFileOfAnotherMajorVersionOfTheContract() throws SQLException {
    Table table = table(required("a", Shape.Scalar.LONG));
    Path other = under("sales", "2.1.0", "SELECT 1::BIGINT AS a");

    assertThatThrownBy(() -> all(table, (c, row) -> c[0].longAt(row), other))
        .isInstanceOf(RecordException.class)
        .hasMessage(
            "sales@1.0.0, object `orders`: under.parquet was written under sales@2.1.0 (sha256:ab), another major version of the contract");
  }

  @Test
  void readsAFileOfAMinorVersionAndOfAnotherContractWhoseColumnsFit() throws SQLException {
    Table table = table(required("a", Shape.Scalar.LONG));

    for (Path each :
        List.of(
            under("sales", "1.10.3", "SELECT 7::BIGINT AS a"),
            under("other", "2.0.0", "SELECT 7::BIGINT AS a"),
            file("binary.parquet", "SELECT 7::BIGINT AS a", ", KV_METADATA {x: '\\xFF'::BLOB}"))) {
      assertThat(all(table, (c, row) -> c[0].longAt(row), each)).containsExactly(7L);
    }
  }

  @Test
  void saysUnderWhichContractAFileWasWrittenThatDoesNotFit() throws SQLException {
    Table table = table(required("a", Shape.Scalar.LONG));
    Path other = under("sales", "1.1.0", "SELECT 'x' AS a");

    assertThatThrownBy(() -> all(table, (c, row) -> c[0].longAt(row), other))
        .isInstanceOf(RecordException.class)
        .hasMessageEndingWith("; under.parquet was written under sales@1.1.0 (sha256:ab)");
  }

  @Test
  void takesEveryKindOfValueAsItIsInTheFile() throws SQLException {
    Path file =
        file(
            "kinds.parquet",
            """
            SELECT true AS a, (-3)::TINYINT AS b, 300::SMALLINT AS c, 70000 AS d,
              9007199254740993 AS e, 18446744073709551615::UBIGINT AS f, 1.5::FLOAT AS g,
              0.1::DOUBLE AS h, 12.30::DECIMAL(9,2) AS i, 'grün' AS j,
              '0f8fad5b-d9cb-469f-a165-70867728950e'::UUID AS k, DATE '1969-12-31' AS l,
              TIME '23:59:59.5' AS m, TIMESTAMP '1969-12-31 23:59:59.000001' AS n,
              TIMESTAMPTZ '2026-05-01 02:00:00+02' AS o, 'it''s a shop' AS p
            """,
            "");
    Table table =
        table(
            required("a", Shape.Scalar.BOOLEAN),
            required("b", Shape.Scalar.BYTE),
            required("c", Shape.Scalar.SHORT),
            required("d", Shape.Scalar.INT),
            required("e", Shape.Scalar.LONG),
            required("f", Shape.Scalar.BIG_INTEGER),
            required("g", Shape.Scalar.FLOAT),
            required("h", Shape.Scalar.DOUBLE),
            required("i", Shape.Scalar.DECIMAL),
            required("j", Shape.Scalar.STRING),
            required("k", Shape.Scalar.UUID),
            required("l", Shape.Scalar.DATE),
            required("m", Shape.Scalar.TIME),
            required("n", Shape.Scalar.TIMESTAMP),
            required("o", Shape.Scalar.INSTANT),
            required("p", CHANNEL));

    List<List<Object>> rows =
        all(
            table,
            (c, row) ->
                List.of(
                    c[0].booleanAt(row),
                    c[1].byteAt(row),
                    c[2].shortAt(row),
                    c[3].intAt(row),
                    c[4].longAt(row),
                    c[5].bigIntegerAt(row),
                    c[6].floatAt(row),
                    c[7].doubleAt(row),
                    c[8].decimalAt(row),
                    c[9].stringAt(row),
                    c[10].uuidAt(row),
                    c[11].dateAt(row),
                    c[12].timeAt(row),
                    c[13].timestampAt(row),
                    c[14].instantAt(row),
                    c[15].symbolAt(row, Channel.values())),
            file);

    assertThat(rows)
        .containsExactly(
            List.of(
                true,
                (byte) -3,
                (short) 300,
                70000,
                9007199254740993L,
                new BigInteger("18446744073709551615"),
                1.5f,
                0.1,
                new BigDecimal("12.30"),
                "grün",
                UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
                LocalDate.of(1969, 12, 31),
                LocalTime.of(23, 59, 59, 500_000_000),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1000),
                Instant.parse("2026-05-01T00:00:00Z"),
                Channel.SHOP));
  }

  @Test
  void givesNothingForAnOptionalColumnThatIsNullOrNotInTheFile() throws SQLException {
    Path file = file("nulls.parquet", "SELECT NULL::BIGINT AS a, NULL::VARCHAR AS b", "");
    Table table =
        table(
            optional("a", Shape.Scalar.LONG),
            optional("b", CHANNEL),
            optional("absent", Shape.Scalar.INSTANT),
            optional("absent too", new Shape.Items(Shape.Scalar.STRING)));

    List<List<@Nullable Object>> rows =
        all(
            table,
            (c, row) ->
                Arrays.<@Nullable Object>asList(
                    c[0].longOrNull(row),
                    c[1].symbolOrNull(row, Channel.values()),
                    c[2].instantOrNull(row),
                    c[3].nestedOrNull(row, n -> n.list(Nested::string))),
            file);

    assertThat(rows).containsExactly(Arrays.asList(null, null, null, null));
  }

  @Test
  void readsListsMapsAndObjectsWithinEachOther() throws SQLException {
    Path file =
        file(
            "nested.parquet",
            """
            SELECT [{'sku': 'a:1[', 'n': 2}, {'sku': '🙂-', 'n': NULL}] AS lines,
              MAP {'x': [1.5::FLOAT, 2], 'y': []::FLOAT[]} AS weights
            UNION ALL SELECT [], MAP {}::MAP(VARCHAR, FLOAT[])
            """,
            "");
    Shape line =
        new Shape.Fields(
            List.of(
                new Shape.Field("sku", Shape.Scalar.STRING, true),
                new Shape.Field("n", Shape.Scalar.INT, false),
                new Shape.Field("later", Shape.Scalar.DATE, false)));
    Table table =
        table(
            required("lines", new Shape.Items(line)),
            required(
                "weights",
                new Shape.Entries(Shape.Scalar.STRING, new Shape.Items(Shape.Scalar.FLOAT))));

    List<List<Object>> rows =
        all(
            table,
            (c, row) ->
                List.of(
                    c[0].nestedAt(
                        row,
                        lines ->
                            lines.list(n -> {
                              n.object();
                              return n.required(Nested::string)
                                  + " "
                                  + n.optional(Nested::int32)
                                  + " "
                                  + n.optional(Nested::date);
                            })),
                    c[1].nestedAt(
                        row, maps -> maps.map(Nested::string, n -> n.list(Nested::float32)))),
            file);

    assertThat(rows)
        .containsExactly(
            List.of(
                List.of("a:1[ 2 null", "🙂- null null"),
                Map.of("x", List.of(1.5f, 2f), "y", List.of())),
            List.of(List.of(), Map.of()));
  }

  @Test
  void bindsByFieldIdWhenTheFileHasItAndByNameOtherwise() throws SQLException {
    Table table =
        table(
            new Table.Planned("price", "price", 7, Shape.Scalar.INT, true),
            new Table.Planned("inner", "inner", 9, Shape.Scalar.INT, false));
    Path renamed =
        file(
            "renamed.parquet",
            "SELECT 1 AS price, 2 AS amount, {'z': 5} AS s",
            ", FIELD_IDS {price: 3, amount: 7, s: {__duckdb_field_id: 8, z: 9}}");
    Path plain = file("plain.parquet", "SELECT 4 AS price", "");

    List<List<@Nullable Integer>> prices =
        all(
            table,
            (c, row) -> Arrays.<@Nullable Integer>asList(c[0].intAt(row), c[1].intOrNull(row)),
            renamed,
            plain);

    assertThat(prices).containsExactly(Arrays.asList(2, null), Arrays.asList(4, null));
  }

  @Test
  void refusesFilesBeforeTheFirstRowAndNamesContractObjectAndEveryColumn() throws SQLException {
    Path good = file("good.parquet", "SELECT 1::BIGINT AS id, 'x' AS name", "");
    Path bad = file("bad.parquet", "SELECT 'one' AS id", "");
    Table table = table(required("id", Shape.Scalar.LONG), required("name", Shape.Scalar.STRING));

    assertThatThrownBy(
            () -> RecordStream.open(table, List.of(good, bad), (c, row) -> c[0].longAt(row)))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("sales@1.0.0, object `orders`: ")
        .hasMessageContaining("column `id` of bad.parquet is VARCHAR, expected TINYINT")
        .hasMessageContaining("bad.parquet lacks the required column `name`");
  }

  @Test
  void refusesTypesThatWouldLoseSomething() throws SQLException {
    Path file = file("wide.parquet", "SELECT 1::BIGINT AS a, 1.5::DECIMAL(9,2) AS b", "");

    assertThatThrownBy(() ->
            RecordStream.open(
                table(required("a", Shape.Scalar.INT), required("b", Shape.Scalar.DOUBLE)),
                List.of(file),
                (c, row) -> c[0].intAt(row)))
        .hasMessageContaining("column `a` of wide.parquet is BIGINT")
        .hasMessageContaining("column `b` of wide.parquet is DECIMAL(9,2)");
  }

  @Test
  void saysTheRowOfAMissingOrAnUnknownValueAndNotTheValue() throws SQLException {
    Path file =
        file(
            "late.parquet",
            "SELECT CASE WHEN i = 4999 THEN NULL ELSE i END AS i FROM range(6000) t(i)",
            "");
    Path secret = file("secret.parquet", "SELECT 'secret' AS channel", "");

    assertThatThrownBy(
            () -> all(table(required("i", Shape.Scalar.LONG)), (c, r) -> c[0].longAt(r), file))
        .hasMessage(
            "sales@1.0.0, object `orders`: row 5000 of late.parquet: column `i` has no value, and the contract requires one");
    assertThatThrownBy(() ->
            all(
                table(required("channel", CHANNEL)),
                (c, r) -> c[0].symbolAt(r, Channel.values()),
                secret))
        .hasMessageContaining("not of the contract's enum")
        .message()
        .doesNotContain("secret'");
  }

  @Test
  void quotesHostileNames() throws SQLException {
    String name = "a\" FROM x; DROP 'b' --";
    Path file =
        file("o'brien.parquet".replace("'", ""), "SELECT 3 AS \"a\"\" FROM x; DROP 'b' --\"", "");

    assertThat(all(table(required(name, Shape.Scalar.INT)), (c, r) -> c[0].intAt(r), file))
        .containsExactly(3);
  }

  @Test
  void refusesWhatIsNoParquet() throws Exception {
    Path file = Files.writeString(folder.resolve("text.parquet"), "id,name\n1,x\n");

    assertThatThrownBy(() ->
            RecordStream.open(
                table(required("id", Shape.Scalar.INT)), List.of(file), (c, r) -> c[0].intAt(r)))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("a file cannot be read");
  }

  @Test
  void endsWithTheStreamThatItGives() throws SQLException {
    Path file = file("many.parquet", "SELECT i::INTEGER AS i FROM range(10000) t(i)", "");

    try (var stream =
        RecordStream.open(
            table(required("i", Shape.Scalar.INT)), List.of(file, file), (c, r) -> c[0].intAt(r))
            .stream()) {
      assertThat(stream.mapToLong(i -> i).sum()).isEqualTo(2 * 49995000L);
    }
  }
}
