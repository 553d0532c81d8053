package dev.evenkeel.checks;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Missing values of every column that a contract names, also of those that no rule is about. A
/// Parquet file knows them nearly without being read.
public final class NullCounts {
  private NullCounts() {}

  /// By column.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the table cannot be read
  public static Map<String, Long> of(Document document, String object, TableFile file) {
    try (Scratch scratch = Scratch.create();
        DuckDb duck = new DuckDb(scratch.folder())) {
      TableSource source = TableSource.open(duck, file);
      Aggregates counts = new Aggregates();
      String rows = counts.want("count(*)");
      Map<String, String> asked = new LinkedHashMap<>();
      document.object(object).stream()
          .flatMap(found -> found.properties().stream())
          .flatMap(property -> source.column(property.name()).stream())
          .forEach(
              column -> asked.put(column.name(), counts.want("count(%s)".formatted(column.sql()))));
      counts.run(duck, source.typedRelation());
      Map<String, Long> nulls = new LinkedHashMap<>();
      asked.forEach(
          (column, present) -> nulls.put(column, counts.count(rows) - counts.count(present)));
      return nulls;
    } catch (IllegalStateException e) {
      throw TableSource.unreadable(file, e);
    }
  }
}
