package dev.evenkeel.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterParserTest {
  private static List<Clause> runs(String filter) {
    return FilterParser.parse(filter, Vocabulary.RUNS);
  }

  private static Clause.Text text(Entity entity, String name, Likeness likeness, String value) {
    return new Clause.Text(new Key(entity, name), likeness, value);
  }

  private static Clause.Figure number(Entity entity, String name, Relation relation, String value) {
    return new Clause.Figure(new Key(entity, name), relation, new Numeral(value));
  }

  private static Problem refused(String filter, Vocabulary vocabulary) {
    ProblemException e =
        catchThrowableOfType(ProblemException.class, () -> FilterParser.parse(filter, vocabulary));
    assertThat(e).as(filter).isNotNull();
    assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    return e.problem();
  }

  @Test
  void blankFilterHasNoClause() {
    assertThat(runs("")).isEmpty();
    assertThat(runs(" \n")).isEmpty();
  }

  @Test
  void readsClausesJoinedByAnd() {
    assertThat(runs("metrics.acc>-1e3 and params.x='a'\nAND status != \"FINISHED\""))
        .containsExactly(
            number(Entity.METRIC, "acc", Relation.GREATER, "-1e3"),
            text(Entity.PARAM, "x", Likeness.EQUAL, "a"),
            text(Entity.ATTRIBUTE, "status", Likeness.UNEQUAL, "FINISHED"));
  }

  @Test
  void keysStandBareInBackTicksOrInQuotes() {
    for (String key : List.of("`a b`", "\"a b\"", "'a b'")) {
      assertThat(runs("metrics." + key + " = 1"))
          .containsExactly(number(Entity.METRIC, "a b", Relation.EQUAL, "1"));
    }
    assertThat(runs("tags.mlflow.source.name = 'x'"))
        .containsExactly(text(Entity.TAG, "mlflow.source.name", Likeness.EQUAL, "x"));
    assertThat(runs("`metrics`.acc = .5"))
        .containsExactly(number(Entity.METRIC, "acc", Relation.EQUAL, ".5"));
    assertThat(runs("\"run_id\" = 'x'"))
        .containsExactly(text(Entity.ATTRIBUTE, "run_id", Likeness.EQUAL, "x"));
  }

  @Test
  void aliasesStandForOneKey() {
    for (String owner : List.of("", "attribute.", "attributes.", "attr.", "run.")) {
      assertThat(runs(owner + "`Run name` like 'x%'"))
          .containsExactly(text(Entity.ATTRIBUTE, "run_name", Likeness.LIKE, "x%"));
      assertThat(runs(owner + "Created >= 5"))
          .containsExactly(number(Entity.ATTRIBUTE, "start_time", Relation.AT_LEAST, "5"));
    }
    for (String owner : List.of("param", "params", "parameter", "parameters")) {
      assertThat(runs(owner + ".x ilike 'A'"))
          .containsExactly(text(Entity.PARAM, "x", Likeness.ILIKE, "A"));
    }
  }

  @Test
  void listsHoldTexts() {
    assertThat(runs("run_id NOT  in ('a', \"B\",)"))
        .containsExactly(
            new Clause.OneOf(new Key(Entity.ATTRIBUTE, "run_id"), true, List.of("a", "B")));
    assertThat(runs("dataset.context IN ('train')"))
        .containsExactly(
            new Clause.OneOf(new Key(Entity.DATASET, "context"), false, List.of("train")));
  }

  @Test
  void aDoubledQuoteIsOne() {
    assertThat(runs("params.x = 'it''s'"))
        .containsExactly(text(Entity.PARAM, "x", Likeness.EQUAL, "it's"));
    assertThat(runs("params.x = ''''"))
        .containsExactly(text(Entity.PARAM, "x", Likeness.EQUAL, "'"));
  }

  @Test
  void tagsAndParamsMayBeAskedForAbsence() {
    assertThat(runs("tags.a IS NULL and params.b is not null"))
        .containsExactly(
            new Clause.Absent(new Key(Entity.TAG, "a"), false),
            new Clause.Absent(new Key(Entity.PARAM, "b"), true));
    refused("metrics.a IS NULL", Vocabulary.RUNS);
  }

  @Test
  void versionNumbersMayStandInQuotes() {
    assertThat(FilterParser.parse("version_number = '3'", Vocabulary.MODEL_VERSIONS))
        .containsExactly(number(Entity.ATTRIBUTE, "version_number", Relation.EQUAL, "3"));
  }

  @Test
  void refusesWhatIsNoFilter() {
    for (String filter :
        List.of(
            "tags.a='x' OR tags.b='y'",
            "(tags.a='x')",
            "tags.a='x';",
            "tags.a='x' -- hi",
            "tags.a='x' /* hi */",
            "tags.a='x' tags.b='y'",
            "tags.a='x' AND",
            "AND tags.a='x'",
            "metrics.a = +5",
            "metrics.a == 1",
            "metrics.a <> 1",
            "metrics.a like 1",
            "params.a > 'x'",
            "params.a = 1",
            "params.a = `x`",
            "params.a = x",
            "metrics.a > '1'",
            "metrics.a > 0x1F",
            "metrics.a > 1_000",
            "metrics.a > NaN",
            "metrics.a > 1e",
            "metrics.a > -",
            "metrics.a-b > 1",
            "metrics.a/b > 1",
            "METRICS.a > 1",
            "foo.a = 'x'",
            "name = 'x'",
            "datasets.foo = 'x'",
            "tags. a = 'x'",
            "tags.a NOT LIKE 'x'",
            "run_id in ()",
            "run_id in (,)",
            "run_id in ('a' 'b')",
            "run_id in ('a', 1)",
            "run_id in 'a'",
            "run_id in ('a'",
            "tags.a in ('x')",
            "tags.a = 'x",
            "tags.a",
            "tags.a =",
            "'y' = tags.b",
            "!= 'x'",
            "tags.",
            ".a = 'x'",
            "tags.a = 'x\0'",
            "1 = 1",
            "``.a = 'x'",
            "tags.a IS 'x'")) {
      refused(filter, Vocabulary.RUNS);
    }
  }

  @Test
  void eachSearchKnowsItsOwnKeys() {
    refused("run_id = 'x'", Vocabulary.EXPERIMENTS);
    refused("metrics.a = 1", Vocabulary.REGISTERED_MODELS);
    refused("creation_timestamp > 1", Vocabulary.REGISTERED_MODELS);
    refused("source_path in ('x')", Vocabulary.MODEL_VERSIONS);
    refused("metric.a > 1", Vocabulary.LOGGED_MODELS);
    refused("tags.a IS NULL", Vocabulary.LOGGED_MODELS);
  }

  @Test
  void saysWhereAndWhat() {
    Problem problem = refused("metrics.loss < 1 AND statsu = 'FAILED'", Vocabulary.RUNS);

    assertThat(problem.where()).isEqualTo("filter, character 22");
    assertThat(problem.what()).isEqualTo("Invalid key `statsu`");
    assertThat(problem.expected()).isEqualTo("perhaps `status`");
  }

  @Test
  void boundsEverything() {
    String clause = "tags.a = 'x'";
    String atMost = String.join(" AND ", Collections.nCopies(FilterParser.CLAUSES_MAX, clause));
    String list = String.join(",", Collections.nCopies(FilterParser.LIST_MAX, "'a'"));

    assertThat(runs(atMost)).hasSize(FilterParser.CLAUSES_MAX);
    refused(atMost + " AND " + clause, Vocabulary.RUNS);
    assertThat(runs("run_id IN (" + list + ")")).hasSize(1);
    refused("run_id IN (" + list + ",'b')", Vocabulary.RUNS);
    refused("tags.a = '" + "x".repeat(FilterParser.CHARS_MAX) + "'", Vocabulary.RUNS);
    refused(
        "tags.a LIKE '" + "%".repeat(FilterParser.PATTERN_CHARS_MAX + 1) + "'", Vocabulary.RUNS);
    refused("metrics.a > " + "1".repeat(Numeral.CHARS_MAX + 1), Vocabulary.RUNS);
  }

  @Test
  void ordersNameAKeyAndADirection() {
    assertThat(
            Order.parse(List.of("metrics.`a b` DESC", "Created", "tags.a.b asc"), Vocabulary.RUNS))
        .containsExactly(
            new Order(new Key(Entity.METRIC, "a b"), false),
            new Order(new Key(Entity.ATTRIBUTE, "start_time"), true),
            new Order(new Key(Entity.TAG, "a.b"), true));
    assertThat(Order.parse(List.of("timestamp desc"), Vocabulary.REGISTERED_MODELS))
        .containsExactly(new Order(new Key(Entity.ATTRIBUTE, "last_updated_timestamp"), false));
  }

  @Test
  void refusesOrdersThatAreNone() {
    for (String order :
        List.of(
            "",
            "start_time foo",
            "start_time desc desc",
            "metrics.a nulls last",
            "'start_time'",
            "dataset.name",
            "experiment_id",
            "timestamp",
            "metrics.a, metrics.b",
            "metrics.a-b",
            "`run name`",
            "x".repeat(2_000))) {
      ProblemException e =
          catchThrowableOfType(
              ProblemException.class, () -> Order.parse(List.of(order), Vocabulary.RUNS));

      assertThat(e).as(order).isNotNull();
      assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    }
  }

  @Test
  void refusesAKeyTwiceInAnOrder() {
    ProblemException e =
        catchThrowableOfType(
            ProblemException.class,
            () -> Order.parse(List.of("created", "start_time DESC"), Vocabulary.RUNS));

    assertThat(e).isNotNull();
    assertThat(e.problem().what()).contains("duplicate");
  }
}
