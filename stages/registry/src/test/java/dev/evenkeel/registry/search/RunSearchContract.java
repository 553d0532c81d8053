package dev.evenkeel.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.PageSeal;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the search for runs promises, on either database.
abstract class RunSearchContract {
  private static final List<Long> ALL_EXPERIMENTS = LongStream.range(0, 5).boxed().toList();

  /// Each way to search, whatever is there.
  private static final List<RunPlans.Limits> PLANS =
      List.of(
          RunPlans.Limits.MEASURED,
          new RunPlans.Limits(0, 1_000_000, -1),
          new RunPlans.Limits(0, 0, -1),
          new RunPlans.Limits(0, 0, 1_000_000));

  @TempDir Path folder;

  private Database database;
  private RunSearch runs;

  abstract Database open();

  @BeforeEach
  void openSearch() {
    database = open();
    runs = new RunSearch(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void store(List<KnownRun> stored) {
    database.write(sql -> {
      stored.forEach(run -> KnownRun.insert(sql, run));
      return stored.size();
    });
  }

  private static List<Order> orders(RandomGenerator random) {
    List<Order> orders = new ArrayList<>();
    for (int index = random.nextInt(4); index > 0; index--) {
      Entity entity =
          Filters.any(
              random,
              List.of(Entity.ATTRIBUTE, Entity.METRIC, Entity.METRIC, Entity.PARAM, Entity.TAG));
      List<String> names =
          entity == Entity.ATTRIBUTE
              ? List.of("start_time", "end_time", "run_id", "run_name", "status", "user_id")
              : Filters.KEYS;
      Key key = new Key(entity, Filters.any(random, names));
      if (orders.stream().noneMatch(order -> order.key().equals(key))) {
        orders.add(new Order(key, random.nextBoolean()));
      }
    }
    return orders;
  }

  private static String text(Order order) {
    String name = "`" + order.key().name().replace("`", "``") + "`";
    String owner = order.key().entity().name().toLowerCase(java.util.Locale.ROOT);
    return owner + "." + name + (order.ascending() ? " ASC" : " DESC");
  }

  private List<String> ids(List<Long> experiments, String filter, String... orderBy) {
    return runs.search(
            experiments, filter, View.ACTIVE_ONLY, List.of(orderBy), 1_000, Optional.empty())
        .ids();
  }

  private List<String> byPages(
      RunSearch search,
      List<Long> experiments,
      String filter,
      View view,
      List<String> orderBy,
      int size) {
    List<String> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      Page<String> page = search.search(experiments, filter, view, orderBy, size, token);
      assertThat(page.ids().size()).isBetween(1, size);
      assertThat(page.next().isEmpty() || page.ids().size() == size).isTrue();
      ids.addAll(page.ids());
      token = page.next();
    } while (token.isPresent());
    return ids;
  }

  @Test
  void findsAndSortsWhatTheFilterAndTheOrderSay() {
    RandomGenerator source = Seeds.generator(7);
    List<KnownRun> stored = new ArrayList<>();
    for (int index = 0; index < 120; index++) {
      stored.add(KnownRun.any(source));
    }
    store(stored);

    Seeds.each(
        200,
        random -> {
          RunSearch search = new RunSearch(database, Filters.any(random, PLANS));
          List<Clause> clauses = Filters.random(random, Vocabulary.RUNS, 3);
          List<Order> orders = orders(random);
          View view = Filters.any(random, List.of(View.values()));
          List<Long> experiments =
              ALL_EXPERIMENTS.stream().filter(id -> random.nextInt(3) > 0).toList();
          List<String> expected =
              stored.stream()
                  .filter(run -> experiments.contains(run.experiment()))
                  .filter(run ->
                      view == View.ALL
                          || (view == View.ACTIVE_ONLY) == run.stage().equals("ACTIVE"))
                  .filter(run -> clauses.stream().allMatch(clause -> KnownRun.matches(run, clause)))
                  .sorted(KnownRun.comparator(orders))
                  .map(KnownRun::id)
                  .toList();
          String filter = Filters.text(random, Vocabulary.RUNS, clauses);
          List<String> orderBy = orders.stream().map(RunSearchContract::text).toList();

          Page<String> found =
              search.search(experiments, filter, view, orderBy, 1_000, Optional.empty());

          assertThat(found.ids()).as("%s by %s", filter, orderBy).isEqualTo(expected);
          assertThat(found.next()).isEmpty();
          if (!expected.isEmpty()) {
            assertThat(byPages(search, experiments, filter, view, orderBy, 1 + random.nextInt(9)))
                .as("pages of %s by %s", filter, orderBy)
                .isEqualTo(expected);
          }
        });
  }

  @Test
  void numbersComeFirstThenNanThenRunsWithoutInBothDirections() {
    store(
        List.of(
            KnownRun.measured("a", Map.of("loss", 2.0)),
            KnownRun.measured("b", Map.of("loss", Double.NaN)),
            KnownRun.measured("c", Map.of()),
            KnownRun.measured("d", Map.of("loss", -1.0)),
            KnownRun.measured("e", Map.of("loss", Double.POSITIVE_INFINITY))));

    assertThat(ids(List.of(0L), "", "metrics.loss ASC")).containsExactly("d", "a", "e", "b", "c");
    assertThat(ids(List.of(0L), "", "metrics.loss DESC")).containsExactly("e", "a", "d", "b", "c");
  }

  @Test
  void nanIsUnequalToEverythingAndNothingElse() {
    store(
        List.of(
            KnownRun.measured("a", Map.of("loss", Double.NaN)),
            KnownRun.measured("b", Map.of("loss", 1.0))));

    assertThat(ids(List.of(0L), "metrics.loss != 1")).containsExactly("a");
    assertThat(ids(List.of(0L), "metrics.loss < 5")).containsExactly("b");
    assertThat(ids(List.of(0L), "metrics.loss = 0")).isEmpty();
  }

  @Test
  void newestRunComesFirstThenTheSmallerId() {
    store(
        List.of(
            KnownRun.plain("b", 0, 1),
            KnownRun.plain("c", 1, 2),
            KnownRun.plain("a", 0, 1),
            KnownRun.plain("d", 2, 9)));

    assertThat(ids(List.of(0L, 1L), "")).containsExactly("c", "a", "b");
    assertThat(ids(List.of(0L, 1L), "", "start_time ASC")).containsExactly("a", "b", "c");
  }

  @Test
  void noExperimentHasNoRun() {
    store(List.of(KnownRun.plain("a", 0, 1)));

    assertThat(ids(List.of(), "")).isEmpty();
    assertThat(ids(List.of(77L), "")).isEmpty();
  }

  @Test
  void aPageGoesOnBehindItsLastRunThoughOthersWereAddedBefore() {
    store(List.of(KnownRun.plain("a", 0, 3), KnownRun.plain("b", 0, 2), KnownRun.plain("c", 0, 1)));
    Page<String> first =
        runs.search(List.of(0L), "", View.ACTIVE_ONLY, List.of(), 2, Optional.empty());
    store(List.of(KnownRun.plain("d", 0, 9)));

    Page<String> second =
        runs.search(List.of(0L), "", View.ACTIVE_ONLY, List.of(), 2, first.next());

    assertThat(first.ids()).containsExactly("a", "b");
    assertThat(second.ids()).containsExactly("c");
    assertThat(second.next()).isEmpty();
  }

  @Test
  void longTextsThatBeginAlikeAreToldApart() {
    String start = "é🎲".repeat(100);
    store(
        Stream.of("a", "b")
            .map(id ->
                new KnownRun(
                    id,
                    0,
                    "",
                    "",
                    "RUNNING",
                    "ACTIVE",
                    5,
                    Optional.empty(),
                    Map.of(),
                    Map.of("text", start + id),
                    Map.of("text", start + id),
                    List.of()))
            .toList());

    for (RunPlans.Limits plan : PLANS) {
      RunSearch planned = new RunSearch(database, plan);
      for (String owner : List.of("params", "tags")) {
        String filter = "%s.text = '%sb'".formatted(owner, start);
        assertThat(byPages(planned, List.of(0L), filter, View.ACTIVE_ONLY, List.of(), 10))
            .as("%s by %s", owner, plan)
            .containsExactly("b");
      }
    }
  }

  @Test
  void longTextsMakeNoLongToken() {
    List<KnownRun> stored = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      stored.add(
          new KnownRun(
              id,
              0,
              "",
              "",
              "RUNNING",
              "ACTIVE",
              5,
              Optional.empty(),
              Map.of(),
              Map.of("text", "é".repeat(6_000)),
              Map.of(),
              List.of()));
    }
    store(stored);
    List<String> orderBy = List.of("params.text DESC");

    Page<String> page =
        runs.search(List.of(0L), "", View.ACTIVE_ONLY, orderBy, 1, Optional.empty());

    assertThat(page.next().orElseThrow()).hasSizeLessThan(1_000);
    assertThat(byPages(runs, List.of(0L), "", View.ACTIVE_ONLY, orderBy, 1))
        .containsExactly("a", "b", "c");
  }

  @Test
  void refusesATokenOfAnotherSearchOrNone() {
    store(List.of(KnownRun.plain("a", 0, 3), KnownRun.plain("b", 0, 2)));
    String token =
        runs.search(List.of(0L), "", View.ACTIVE_ONLY, List.of(), 1, Optional.empty())
            .next()
            .orElseThrow();
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    bytes[bytes.length - 1]++;
    String changed = Base64.getUrlEncoder().encodeToString(bytes);

    refuses(List.of(0L), "status = 'RUNNING'", View.ACTIVE_ONLY, List.of(), token);
    refuses(List.of(0L), "", View.ALL, List.of(), token);
    refuses(List.of(0L, 1L), "", View.ACTIVE_ONLY, List.of(), token);
    refuses(List.of(0L), "", View.ACTIVE_ONLY, List.of("start_time DESC"), token);
    for (String broken :
        List.of("x", "!", "é", "AAAA", changed, token + "A", "A".repeat(200_000))) {
      refuses(List.of(0L), "", View.ACTIVE_ONLY, List.of(), broken);
    }
  }

  @Test
  void refusesASignedTokenWhoseValuesCannotBe() {
    List<Object> search = List.of("runs", List.of(0L), "", View.ACTIVE_ONLY, List.of());
    for (String value : List.of("", "x", "1.5", "99999999999999999999")) {
      refuses(List.of(0L), "", View.ACTIVE_ONLY, List.of(), signed(search, value, "a"));
    }
    refuses(List.of(0L), "", View.ACTIVE_ONLY, List.of(), signed(search, "1", "\0"));
  }

  private String signed(List<Object> search, String... values) {
    String identity = Json.text(List.of(Acting.now().who().name(), search));
    return PageToken.write(
        database.read(PageSeal::of), identity, Stream.of(values).map(Optional::of).toList());
  }

  @Test
  void refusesATokenOfTheSameSearchThatAnotherDatabaseSigned() throws IOException {
    List<Object> search = List.of("runs", List.of(0L), "", View.ACTIVE_ONLY, List.of());
    String foreign;
    try (Database other = TestDatabases.sqlite(Files.createDirectory(folder.resolve("other")))) {
      foreign =
          PageToken.write(
              other.read(PageSeal::of),
              Json.text(List.of(Acting.now().who().name(), search)),
              List.of(Optional.of("1"), Optional.of("a")));
    }

    refuses(List.of(0L), "", View.ACTIVE_ONLY, List.of(), foreign);
  }

  private void refuses(
      List<Long> experiments, String filter, View view, List<String> orderBy, String token) {
    ProblemException e =
        catchThrowableOfType(
            ProblemException.class,
            () -> runs.search(experiments, filter, view, orderBy, 1, Optional.of(token)));
    assertThat(e).isNotNull();
    assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(e.problem().what()).contains("page token");
  }

  @Test
  void refusesPagesOfNothingAndOfTooMuch() {
    for (int size : List.of(-1, 0, RunSearch.RESULTS_MAX + 1)) {
      ProblemException e =
          catchThrowableOfType(
              ProblemException.class,
              () ->
                  runs.search(
                      List.of(0L), "", View.ACTIVE_ONLY, List.of(), size, Optional.empty()));
      assertThat(e).isNotNull();
      assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    }
  }

  @Test
  void manyClausesAndKeysAreStillOneStatement() {
    store(List.of(KnownRun.plain("a", 0, 3)));
    String filter =
        String.join(
            " AND ", java.util.Collections.nCopies(FilterParser.CLAUSES_MAX, "tags.a IS NULL"));
    List<String> orderBy = new ArrayList<>();
    for (int index = 0; index < Order.KEYS_MAX; index++) {
      orderBy.add("metrics.m" + index);
    }

    assertThat(ids(List.of(0L), filter, orderBy.toArray(String[]::new))).containsExactly("a");
    assertThat(ids(LongStream.range(0, 10_000).boxed().toList(), "")).containsExactly("a");
  }
}
