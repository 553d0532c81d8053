package dev.evenkeel.checks;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Runs all rules of an object of a contract over a table.
public final class TableCheck {
  private final Document document;
  private final Map<String, TableFile> tables;
  private final Instant now;

  /// @param tables by the name of their object; those that are missing cannot be referred to
  /// @param now business time, by which service levels are judged
  public TableCheck(Document document, Map<String, TableFile> tables, Instant now) {
    this.document = document;
    this.tables = Map.copyOf(tables);
    this.now = now;
  }

  /// The result of every rule of an object.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the table cannot be read
  public CheckReport run(String object) {
    Instant started = Instant.now();
    RulePlan plan = RulePlan.of(document, object);
    try (Scratch scratch = Scratch.create();
        DuckDb duck = new DuckDb(scratch.folder());
        SqlRules queries = new SqlRules(document, tables, scratch.folder().resolve("queries"))) {
      Map<String, TableSource> sources = new HashMap<>();
      tables.forEach((name, file) -> sources.put(name, TableSource.open(duck, file)));
      TableSource source = sources.get(object);
      if (source == null) {
        throw new IllegalArgumentException("Cannot check %s: it has no table".formatted(object));
      }
      RuleRun run = new RuleRun(duck, plan, source, sources, queries, now);
      return new CheckReport(
          plan.document(), object, run.rows(), run.results(), started, Instant.now());
    }
  }
}
