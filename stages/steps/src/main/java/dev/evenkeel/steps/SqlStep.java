package dev.evenkeel.steps;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Asks a query over dataset versions, and publishes its rows as the next version of a dataset.
/// Each input is a table of its name; the query reaches nothing else.
final class SqlStep implements StepAction {
  private static final String QUERY = "query";
  private static final String INTO = "into";
  private static final String DATASET = "dataset";
  private static final int QUERY_CHARS_MAX = 100_000;
  private static final DuckDb.Limits LIMITS = new DuckDb.Limits("1GB", "20GB", 2);

  private final Datasets datasets;
  private final Versions versions;

  SqlStep(Datasets datasets) {
    this.datasets = datasets;
    this.versions = new Versions(datasets);
  }

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public Signature signature() {
    // Open for its inputs, whose names are the tables of the query.
    return new Signature(Map.of(), Map.of(DATASET, PortType.of(ValueType.DATASET)), true);
  }

  @Override
  public void check(Map<String, String> with) {
    Settings.check(name(), with, Set.of(QUERY, INTO), Set.of());
    Names.check("dataset", with.getOrDefault(INTO, ""));
    String query = with.getOrDefault(QUERY, "").strip().toLowerCase(Locale.ROOT);
    if (query.length() > QUERY_CHARS_MAX
        || !(query.startsWith("select") || query.startsWith("with") || query.startsWith("from"))) {
      throw Settings.wrong(
          "the query of a `sql` step is none",
          "one `select`, of at most %d characters".formatted(QUERY_CHARS_MAX),
          "");
    }
  }

  @Override
  public Optional<String> code(StepContext context) {
    return Optional.of("sql 1");
  }

  @Override
  public Map<String, String> run(StepContext context) {
    try (Scratch scratch = Scratch.create()) {
      Map<String, Path> tables = new LinkedHashMap<>();
      context
          .step()
          .inputs()
          .forEach((name, value) -> {
            Path file = scratch.folder().resolve("in-%d.parquet".formatted(tables.size()));
            datasets.exports().parquet(versions.of(value), file);
            tables.put(name, file);
          });
      Path answer = scratch.folder().resolve("answer.parquet");
      query(context, scratch, tables, answer);
      return Map.of(
          DATASET, versions.publish(context, context.with().getOrDefault(INTO, ""), answer));
    }
  }

  private void query(StepContext context, Scratch scratch, Map<String, Path> tables, Path answer) {
    List<Path> reached = new ArrayList<>(tables.values());
    reached.add(answer);
    try (DuckDb duck = DuckDb.confined(scratch.folder(), reached, LIMITS)) {
      tables.forEach((name, file) ->
          duck.execute(
              "create view %s as select * from read_parquet(%s)"
                  .formatted(DuckDb.name(name), DuckDb.text(file.toString()))));
      String query = context.with().getOrDefault(QUERY, "").strip().replaceFirst(";$", "");
      duck.execute(
          "copy (%s\n) to %s (format parquet, compression zstd)"
              .formatted(query, DuckDb.text(answer.toString())));
    } catch (ProblemException e) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the query failed: " + e.problem().what(),
              "step `%s`".formatted(context.step().name()),
              e.problem().expected(),
              e.problem().remedy())
          .asException(e);
    }
  }
}
