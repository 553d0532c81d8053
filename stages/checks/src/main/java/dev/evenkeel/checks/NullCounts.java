package dev.evenkeel.checks;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Missing values of every column that a contract names, also of those that no rule is about. A
/// Parquet file knows them nearly without being read.
public final class NullCounts {
  private NullCounts() {}

  /// By column.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the table cannot be read
  public static Map<String, Long> of(Document document, String object, TableFile file) {
    List<SchemaProperty> properties =
        document.object(object).map(each -> each.properties()).orElse(List.of());
    return Scratch.with(duck -> {
      TableSource source = TableSource.open(duck, file);
      Aggregates counts = new Aggregates();
      String rows = counts.want("count(*)");
      Map<String, String> asked = new LinkedHashMap<>();
      for (SchemaProperty property : properties) {
        source
            .column(property.name())
            .ifPresent(column ->
                asked.put(column.name(), counts.want("count(%s)".formatted(column.sql()))));
      }
      try {
        counts.run(duck, source.typedRelation());
      } catch (IllegalStateException e) {
        throw TableSource.unreadable(file, e);
      }
      Map<String, Long> nulls = new LinkedHashMap<>();
      asked.forEach(
          (column, present) -> nulls.put(column, counts.count(rows) - counts.count(present)));
      return nulls;
    });
  }
}
