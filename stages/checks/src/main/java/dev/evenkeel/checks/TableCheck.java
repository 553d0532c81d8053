package dev.evenkeel.checks;

import dev.evenkeel.checks.CheckReport.Quarantined;
import dev.evenkeel.contracts.Classification;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs all rules of objects of a contract over their tables.
public final class TableCheck {
  private final Document document;
  private final Map<String, TableFile> tables;
  private final Instant now;
  private final Optional<Path> quarantine;
  private final boolean isUnmasked;

  /// @param tables by the name of their object; those that are missing cannot be referred to
  /// @param now business time, by which service levels are judged
  public TableCheck(Document document, Map<String, TableFile> tables, Instant now) {
    this(document, tables, now, Optional.empty(), false);
  }

  private TableCheck(
      Document document,
      Map<String, TableFile> tables,
      Instant now,
      Optional<Path> quarantine,
      boolean isUnmasked) {
    this.document = document;
    this.tables = Map.copyOf(tables);
    this.now = now;
    this.quarantine = quarantine;
    this.isUnmasked = isUnmasked;
  }

  /// The same, and rows that break rules are written to a folder, in a file for each object, with
  /// their reasons.
  ///
  /// @param isUnmasked whether values of classified columns are written, too
  public TableCheck quarantining(Path folder, boolean isUnmasked) {
    return new TableCheck(document, tables, now, Optional.of(folder), isUnmasked);
  }

  /// The result of every rule of one object.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the table cannot be read
  public CheckReport run(String object) {
    return run(List.of(object)).getFirst();
  }

  /// The result of every rule of some objects.
  ///
  /// @throws dev.evenkeel.base.ProblemException when a table cannot be read
  public List<CheckReport> run(Collection<String> objects) {
    try (Scratch scratch = Scratch.create();
        DuckDb duck = new DuckDb(scratch.folder());
        SqlRules queries = new SqlRules(document, tables, scratch.folder().resolve("queries"))) {
      Map<String, TableSource> sources = new HashMap<>();
      tables.forEach((name, file) -> sources.put(name, TableSource.open(duck, file)));
      return objects.stream().map(object -> run(object, duck, sources, queries)).toList();
    }
  }

  private CheckReport run(
      String object, DuckDb duck, Map<String, TableSource> sources, SqlRules queries) {
    Instant started = Instant.now();
    TableSource source = sources.get(object);
    if (source == null) {
      throw new IllegalArgumentException("Cannot check %s: it has no table".formatted(object));
    }
    RulePlan plan = RulePlan.of(document, object);
    List<TableSource.Column> named =
        properties(object).flatMap(each -> source.column(each.name()).stream()).toList();
    RuleRun run =
        new RuleRun(duck, plan, source, sources, queries, named, now, quarantine.isPresent());
    return new CheckReport(
        plan.document(),
        object,
        run.rows(),
        run.nulls(),
        run.results(),
        quarantined(object, duck, source, run),
        started,
        Instant.now());
  }

  private Optional<Quarantined> quarantined(
      String object, DuckDb duck, TableSource source, RuleRun run) {
    List<Reason> reasons = quarantine.isEmpty() ? List.of() : run.reasons();
    if (quarantine.isEmpty() || reasons.isEmpty()) {
      return Optional.empty();
    }
    // An object's name is the contract author's; only letters that no file system minds remain.
    String name = object.replaceAll("[^\\p{L}\\p{N}_-]", "_");
    Path file = quarantine.get().resolve(name + "." + source.file().format().written());
    return Optional.of(
        new Quarantined(
            file, new BadRows(duck, source, masked(object)).write(reasons, run.relation(), file)));
  }

  private Set<String> masked(String object) {
    if (isUnmasked) {
      return Set.of();
    }
    return properties(object)
        .filter(TableCheck::holdsGuarded)
        .map(SchemaProperty::name)
        .collect(Collectors.toSet());
  }

  /// Itself, or what is inside of it: a column is masked as a whole.
  static boolean holdsGuarded(SchemaProperty property) {
    return Classification.isGuarded(property.classification())
        || property.properties().stream().anyMatch(TableCheck::holdsGuarded)
        || property.items().filter(TableCheck::holdsGuarded).isPresent()
        || property
            .map()
            .filter(map -> holdsGuarded(map.key()) || holdsGuarded(map.value()))
            .isPresent();
  }

  private Stream<SchemaProperty> properties(String object) {
    return document.object(object).stream().flatMap(found -> found.properties().stream());
  }
}
