package dev.evenkeel.checks;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.contracts.rules.Threshold;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rules that are queries of the contract's author. They run in a [Sandbox], which is opened for
/// the first of them.
final class SqlRules implements AutoCloseable {
  private final Document document;
  private final Map<String, TableFile> tables;
  private final Path scratch;
  private @Nullable Sandbox sandbox;

  /// @param scratch folder of nobody else's
  SqlRules(Document document, Map<String, TableFile> tables, Path scratch) {
    this.document = document;
    this.tables = tables;
    this.scratch = scratch;
  }

  RuleResult of(Body.Sql sql, Rule rule, String object, Verdict verdict) {
    boolean isColumn = rule.column().stream().noneMatch(step -> step.matches("\\[]|\\{.*"));
    if (!isColumn) {
      return verdict.notExecutable("metrics inside of a column are not measured here");
    }
    String query = Placeholders.replace(sql.query(), object, rule.column());
    try {
      return switch (sandbox().ask(query)) {
        case Sandbox.Answer.Failed(String why) -> verdict.error(why);
        case Sandbox.Answer.Measured(var value) ->
            verdict.ofMetric(inRows(sql.threshold()), value, 0);
      };
    } catch (ProblemException e) {
      return verdict.error(e.problem().what());
    }
  }

  /// A query that is to answer percent says so itself.
  private static Threshold inRows(Threshold threshold) {
    return new Threshold(
        threshold.operator(), threshold.low(), threshold.high(), Threshold.Unit.ROWS);
  }

  private Sandbox sandbox() {
    Sandbox open = sandbox;
    if (open == null) {
      open = Sandbox.open(tables, this::select, scratch, Sandbox.Limits.USUAL);
      sandbox = open;
    }
    return open;
  }

  /// A CSV gives no types, so the contract's are taken; what is none is null.
  private String select(String object, TableSource source) {
    if (source.file().format() != TableFile.Format.CSV || !isOfContract(object)) {
      return "from " + source.typedRelation();
    }
    Map<String, Body.HasType> types = new HashMap<>();
    for (Rule rule : RulePlan.of(document, object).rules()) {
      if (rule.body() instanceof Body.HasType has && rule.column().size() == 1) {
        types.put(rule.column().getFirst(), has);
      }
    }
    return source.columns().stream()
        .map(column -> typed(column, Optional.ofNullable(types.get(column.name()))))
        .collect(Collectors.joining(", ", "select ", " from " + source.relation()));
  }

  private static String typed(TableSource.Column column, Optional<Body.HasType> has) {
    String name = DuckDb.name(column.name());
    return has.map(type -> new Cell(name, true, type.logicalType(), type.format()).typed())
        .map(typed -> typed.equals(name) ? name : typed + " as " + name)
        .orElse(name);
  }

  private boolean isOfContract(String object) {
    List<String> names = document.schema().stream().map(SchemaObject::name).toList();
    return names.contains(object);
  }

  @Override
  public void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
