package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SandboxTest {
  private static final Sandbox.Limits LIMITS =
      new Sandbox.Limits(new DuckDb.Limits("200MB", "50MB", 2), Duration.ofSeconds(2));

  @TempDir Path folder;
  private Path sales;
  private Path secret;
  private Sandbox sandbox;

  @BeforeEach
  void open() throws IOException {
    sales = folder.resolve("sales.parquet");
    secret = folder.resolve("secret.csv");
    Files.writeString(secret, "a\n424242\n");
    Files.writeString(
        folder.resolve("orders.csv"), "id,sale,day\n1,1,2026-03-01\n2,1,2026-03-02\n3,99,\n");
    try (DuckDb duck = new DuckDb(folder)) {
      duck.update(
          """
          copy (
            select i as id, i * 1.5 as amount, i %% 2 = 0 as paid, 'user' || i || '@example.org' as mail,
              if(i %% 3 = 0, null, 'DE') as country, date '2026-01-01' + i::int as day,
              timestamp '2026-01-01 10:00:00' + to_hours(i) as sold_at, [i, i + 1] as tags,
              {street: 'Road ' || i, zip: i} as address
            from range(1, 11) numbers(i)
          ) to %s (format parquet)
          """
              .formatted(DuckDb.text(sales.toString())));
    }
    sandbox = fresh();
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Sandbox fresh() throws IOException {
    return fresh(LIMITS);
  }

  private Sandbox fresh(Sandbox.Limits limits) throws IOException {
    return Sandbox.open(
        Map.of("sales", file(sales), "orders", file(folder.resolve("orders.csv"))),
        SandboxTest::whole,
        Files.createDirectories(folder.resolve("scratch")),
        limits);
  }

  private static String whole(String name, TableSource source) {
    return "from " + source.typedRelation();
  }

  private static TableFile file(Path path) {
    return TableFile.of(path, Optional.empty());
  }

  private Optional<String> failure(Sandbox.Answer answer) {
    return switch (answer) {
      case Sandbox.Answer.Failed(String why) -> Optional.of(why);
      case Sandbox.Answer.Measured _ -> Optional.empty();
    };
  }

  /// What holds when a query reaches the engine unseen.
  enum Wall {
    /// The engine fails it.
    ENGINE,
    /// The engine answers, with nothing that it should not tell, and nothing changes.
    HARMLESS,
    /// Only the guard.
    GUARD
  }

  record Attack(String query, Wall wall) {}

  static Stream<Attack> attacks() throws IOException {
    return lines("attacks.sql")
        .map(line -> line.split(" \\| ", 2))
        .map(parts -> new Attack(parts[1], Wall.valueOf(parts[0])));
  }

  static Stream<String> honest() throws IOException {
    return lines("honest.sql");
  }

  private static Stream<String> lines(String name) throws IOException {
    try (var text = SandboxTest.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("--"));
    }
  }

  private String placed(String query) {
    return query
        .replace("@SALES", sales.toString())
        .replace("@SECRET", secret.toString())
        .replace("@FOLDER", folder.toString());
  }

  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        if (!path.startsWith(folder.resolve("scratch"))) {
          state.put(
              path.toString(), new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return state;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theGuardRefusesWhatIsNoCheck(Attack attack) throws IOException {
    Map<String, String> before = state();

    Sandbox.Answer answer = sandbox.ask(placed(attack.query()));

    assertThat(failure(answer).orElse("answered " + answer))
        .startsWith("the query ")
        .doesNotStartWith("the query failed")
        .doesNotStartWith("the query took")
        .doesNotStartWith("the query answers")
        .doesNotStartWith("the query needs");
    assertThat(state()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theEngineHoldsWithoutTheGuard(Attack attack) throws IOException {
    assumeThat(attack.wall()).isNotEqualTo(Wall.GUARD);
    Map<String, String> before = state();

    Sandbox.Answer answer = sandbox.askUnguarded(placed(attack.query()));

    if (attack.wall() == Wall.ENGINE) {
      assertThat(failure(answer))
          .isPresent()
          .get()
          .asString()
          .doesNotStartWith("the query answers");
    }
    assertThat(answer).isNotEqualTo(new Sandbox.Answer.Measured(new BigDecimal(424242)));
    assertThat(state()).isEqualTo(before);
    assertThat(sandbox.ask("select count(*) from sales"))
        .isEqualTo(new Sandbox.Answer.Measured(BigDecimal.TEN));
  }

  @ParameterizedTest
  @MethodSource("honest")
  void anHonestQueryPasses(String line) {
    String[] parts = line.split(" \\| ", 2);

    Sandbox.Answer answer = sandbox.ask(parts[1]);

    assertThat(failure(answer)).isEmpty();
    assertThat(((Sandbox.Answer.Measured) answer).value())
        .isEqualByComparingTo(new BigDecimal(parts[0]));
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThat(failure(sandbox.ask("select " + "1 + ".repeat(3000) + "1")))
        .get()
        .asString()
        .contains("letters");
    for (String deep :
        List.of(
            "not ".repeat(900) + "true",
            "1" + "+1".repeat(900),
            "(select ".repeat(300) + "1" + ")".repeat(300),
            "case when true then ".repeat(100) + "1" + " end".repeat(100),
            "a" + "[1]".repeat(900),
            "- ".repeat(3000) + "1")) {
      assertThat(failure(sandbox.ask("select " + deep))).isPresent();
    }
    assertThat(failure(sandbox.ask("select 'a\0'"))).isPresent();
    assertThat(failure(sandbox.ask("  "))).contains("the query is empty");
  }

  @Test
  void thereAreManyAttacksAndManyHonestQueries() throws IOException {
    assertThat(attacks().distinct()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(honest().distinct()).hasSizeGreaterThanOrEqualTo(30);
  }

  /// The reason why what is checked is to be mounted read-only where contracts of strangers run.
  @Test
  void onlyTheGuardKeepsTheFileOfATableFromBeingWritten() throws IOException {
    String overwrite =
        "copy (select 1 as id) to '%s' (format parquet, use_tmp_file false)".formatted(sales);
    byte[] before = Files.readAllBytes(sales);

    assertThat(failure(sandbox.ask(overwrite))).isPresent();
    assertThat(Files.readAllBytes(sales)).isEqualTo(before);

    sandbox.askUnguarded(overwrite);
    assertThat(Files.readAllBytes(sales)).isNotEqualTo(before);
  }

  @Test
  void functionsOfTheEngineAreAllowedOnlyByName() throws IOException {
    Set<String> known = new TreeSet<>();
    Set<String> unsteady = new TreeSet<>();
    try (DuckDb duck = new DuckDb(folder)) {
      duck.query(
          """
          select function_name, function_type, coalesce(stability, '') from duckdb_functions()
          """,
          rows -> {
            while (rows.next()) {
              known.add(rows.getString(1));
              if (!rows.getString(3).equals("CONSISTENT")
                  && List.of("scalar", "aggregate").contains(rows.getString(2))) {
                unsteady.add(rows.getString(1));
              }
            }
            return known;
          });
    }
    // Of all that depends on more than its arguments, only the time of the query may be asked.
    Set<String> time =
        Set.of(
            "current_date",
            "get_current_time",
            "get_current_timestamp",
            "now",
            "today",
            "transaction_timestamp");

    assertThat(unsteady).contains("current_setting", "getvariable", "nextval", "write_log");
    unsteady.removeAll(time);
    assertThat(SqlFunctions.ALLOWED).doesNotContainAnyElementsOf(unsteady);
    assertThat(SqlFunctions.ALLOWED.stream().filter(name -> !known.contains(name)))
        .isSubsetOf(SqlFunctions.PARSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          select 1, 2 => the query answers 2 columns, not one
          select id from sales => the query answers more than one row
          select id from sales where id > 99 => the query answers no row
          select max(amount) from sales where id > 99 => the query answers no value
          select mail from sales where id = 1 => the query answers neither a number nor a truth value
          select 'nan'::double => the query answers neither a number nor a truth value
          select sum(nothing) from sales => the query failed: Binder Error: Referenced column "nothing" not found in FROM clause!
          """)
  void saysInASentenceWhyThereIsNoNumber(String query, String why) {
    assertThat(failure(sandbox.ask(query))).contains(why);
  }

  @Test
  void aQueryEndsAfterItsTime() {
    String joined =
        "select count(*) from %s where (%s) %% 1000003 = 7"
            .formatted(
                IntStream.range(0, 12)
                    .mapToObj("sales as s%d"::formatted)
                    .collect(Collectors.joining(", ")),
                IntStream.range(0, 12)
                    .mapToObj(number -> "s%d.id * %d".formatted(number, 31 + number * 7))
                    .collect(Collectors.joining(" + ")));

    assertThat(failure(sandbox.ask(joined))).contains("the query took longer than 2 seconds");
    assertThat(failure(sandbox.ask("select count(*) from sales"))).isEmpty();
  }

  @Test
  void aQueryEndsWhenItsMemoryAndItsDiskAreFull() throws IOException {
    // On a busy machine two seconds may not be enough to fill them.
    Sandbox.Limits patient = new Sandbox.Limits(LIMITS.engine(), Duration.ofMinutes(1));
    String sorted =
        """
        select sum(n) from (
          select row_number() over (order by a.mail || b.mail, c.mail, d.mail, e.mail) as n
          from sales a, sales b, sales c, sales d, sales e, sales f, sales g
        )
        """;

    try (Sandbox filled = fresh(patient)) {
      assertThat(failure(filled.ask(sorted)))
          .contains("the query needs more memory or disk than a query may use");
      assertThat(failure(filled.ask("select count(*) from sales"))).isEmpty();
    }
  }

  @Test
  void aFailedQuerySpoilsNoOther() {
    assertThat(failure(sandbox.ask("select 1 / 0 + 'x'::int"))).isPresent();

    assertThat(sandbox.ask("select count(*) from orders"))
        .isEqualTo(new Sandbox.Answer.Measured(new BigDecimal(3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '^',
      textBlock =
          """
          select count(*) from {object} where {property} is null => select count(*) from "sa""les" where "a"."b" is null
          select count(*) from ${table} where ${column} = 1      => select count(*) from "sa""les" where "a"."b" = 1
          select count("{field}") from `{model}`                 => select count("a"."b") from "sa""les"
          select count(*) from {schema}.{table}                  => select count(*) from "sa""les"
          select count(*) from ${database}.${schema}.${table}    => select count(*) from "sa""les"
          select {other} from {object}                           => select {other} from "sa""les"
          """)
  void placeholdersBecomeQuotedNames(String query, String replaced) {
    assertThat(Placeholders.replace(query, "sa\"les", List.of("a", "b"))).isEqualTo(replaced);
  }

  @Test
  void aRuleOfAnObjectHasNoProperty() {
    assertThat(Placeholders.replace("select {column}", "sales", List.of()))
        .isEqualTo("select {column}");
  }

  @Test
  void tablesMayBeNamedLikeThoseOfTheCatalogue() throws IOException {
    try (Sandbox odd =
        Sandbox.open(
            Map.of("duckdb_settings", file(sales), "o\"; drop", file(sales)),
            SandboxTest::whole,
            folder,
            LIMITS)) {
      assertThat(odd.ask("select count(*) from duckdb_settings"))
          .isEqualTo(new Sandbox.Answer.Measured(BigDecimal.TEN));
      assertThat(
              odd.ask(
                  Placeholders.replace("select count(*) from {object}", "o\"; drop", List.of())))
          .isEqualTo(new Sandbox.Answer.Measured(BigDecimal.TEN));
    }
  }
}
