package dev.evenkeel.checks;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlText;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentWriter;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Drafts a contract from data: types, presence, keys, levels, bounds, lengths and formats that
/// hold for every row of it. Every line is a guess, and marked as one with what speaks for it.
///
/// Two passes over the file, a third where columns have few values, and one for each column that
/// may be a key.
public final class ContractInference {
  private static final int COLUMNS_MAX = 2_000;

  private final String id;
  private final String name;

  /// @param id of the contract
  /// @param name for people; empty for none
  public ContractInference(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /// What came of it.
  ///
  /// @param yaml the contract as text
  /// @param rows of all tables
  public record Draft(Document document, String yaml, long rows) {}

  /// A document of ODCS 3.2.
  ///
  /// @param tables by the names of their objects
  /// @throws dev.evenkeel.base.ProblemException when one cannot be read
  public Draft draft(Map<String, TableFile> tables) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("apiVersion", "v3.2.0");
    tree.put("kind", "DataContract");
    tree.put("id", id);
    tree.put("version", "0.1.0");
    if (!name.isEmpty()) {
      tree.put("name", name);
    }
    tree.put("status", "draft");
    tree.put(
        "description",
        Map.of(
            "limitations",
            "Inferred from data; every line of it is a guess. Remove `inferred` where a person has looked."));
    List<Object> schema = new ArrayList<>();
    long rows = 0;
    for (Map.Entry<String, TableFile> table : tables.entrySet()) {
      Profiled profiled = profile(table.getValue());
      rows += profiled.rows();
      schema.add(object(table.getKey(), profiled));
    }
    tree.put("schema", schema);
    String text = YamlText.of(Json.mapper().valueToTree(tree));
    Document document = DocumentReader.read(text, "the draft", DocumentReader.Mode.STRICT);
    return new Draft(document, DocumentWriter.write(document), rows);
  }

  private record Profiled(List<ColumnFacts> columns, long rows) {}

  private Profiled profile(TableFile file) {
    try (Scratch scratch = Scratch.create();
        DuckDb duck = new DuckDb(scratch.folder())) {
      return profile(duck, file);
    }
  }

  private Profiled profile(DuckDb duck, TableFile file) {
    TableSource source = TableSource.open(duck, file);
    List<ColumnProbe> probes = probes(source);
    try {
      Aggregates some = new Aggregates();
      probes.forEach(probe -> probe.askSome(some));
      some.run(duck, "(select * from %s limit 20000)".formatted(source.typedRelation()));
      probes.forEach(probe -> probe.narrow(some));
      Aggregates all = new Aggregates();
      String count = all.want("count(*)");
      probes.forEach(probe -> probe.askAll(all));
      all.run(duck, source.typedRelation());
      long rows = all.count(count);
      List<ColumnFacts> facts = new ArrayList<>();
      probes.forEach(probe -> facts.add(probe.facts(all, rows)));
      return new Profiled(refined(duck, source, probes, facts), rows);
    } catch (IllegalStateException e) {
      throw TableSource.unreadable(file, e);
    }
  }

  private static List<ColumnProbe> probes(TableSource source) {
    if (source.columns().size() > COLUMNS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "a table of %,d columns".formatted(source.columns().size()),
              source.file().path().toString(),
              "at most %,d".formatted(COLUMNS_MAX),
              "infer a contract of a part of it")
          .asException();
    }
    boolean isText = source.file().format() == TableFile.Format.CSV;
    List<ColumnProbe> probes = new ArrayList<>();
    for (TableSource.Column column : source.columns()) {
      // No contract can name it.
      if (!column.name().isEmpty()) {
        probes.add(new ColumnProbe(column, isText));
      }
    }
    return probes;
  }

  /// Adds what only a further look tells: few values, and whether each stands once.
  private static List<ColumnFacts> refined(
      DuckDb duck, TableSource source, List<ColumnProbe> probes, List<ColumnFacts> facts) {
    Aggregates values = new Aggregates();
    for (int index = 0; index < probes.size(); index++) {
      if (ColumnDraft.mayBeEnum(facts.get(index))) {
        values.want("to_json(%s)".formatted(probes.get(index).histogram()));
      }
    }
    values.run(duck, source.typedRelation());
    List<ColumnFacts> refined = new ArrayList<>();
    for (int index = 0; index < probes.size(); index++) {
      ColumnFacts each = facts.get(index);
      if (ColumnDraft.mayBeEnum(each)) {
        String json = "to_json(%s)".formatted(probes.get(index).histogram());
        each = each.withValues(counts(values.text(json).orElse("{}")));
      }
      boolean isUnique = mayBeUnique(each) && isUnique(duck, source, probes.get(index), each);
      refined.add(isUnique ? each.unique() : each);
    }
    return refined;
  }

  private static Map<String, Long> counts(String json) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "values")
        .properties()
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  /// Worth the reading once more; the number of different values is known within some percent.
  private static boolean mayBeUnique(ColumnFacts facts) {
    boolean isText = facts.type().logicalType().equals("string");
    boolean isShort = facts.lengths().size() == 2 && facts.lengths().getLast() <= 64;
    boolean isKind = facts.type().logicalType().equals("integer") || (isText && isShort);
    boolean isTelling =
        facts.looksLikeKey() ? facts.present() >= 10 : isText && facts.present() >= 1_000;
    return isKind && isTelling && facts.distinct() * 10 >= facts.present() * 8;
  }

  private static boolean isUnique(
      DuckDb duck, TableSource source, ColumnProbe probe, ColumnFacts facts) {
    String key = probe.key(facts.type());
    return duck.query(
        "select 1 from %2$s where (%1$s) is not null group by %1$s having count(*) > 1 limit 1"
            .formatted(key, source.typedRelation()),
        rows -> !rows.next());
  }

  private static Map<String, Object> object(String name, Profiled profiled) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("logicalType", "object");
    int key = key(name, profiled.columns());
    List<Object> properties = new ArrayList<>();
    for (int index = 0; index < profiled.columns().size(); index++) {
      properties.add(ColumnDraft.of(profiled.columns().get(index), index == key));
    }
    object.put("properties", properties);
    if (profiled.rows() > 0) {
      object.put("quality", List.of(Map.of("metric", "rowCount", "mustBeGreaterThan", 0)));
    }
    return object;
  }

  /// Of the columns that are whole, unique and look like a key the one that is named `id`, or after
  /// the table, or stands first; -1 when there is none.
  private static int key(String object, List<ColumnFacts> columns) {
    int best = -1;
    int rank = 0;
    for (int index = 0; index < columns.size(); index++) {
      ColumnFacts each = columns.get(index);
      List<String> words = ColumnWords.of(each.name());
      boolean isOwn =
          words.size() > 1 && ColumnWords.of(object).toString().contains(words.getFirst());
      int ranked =
          !each.isUnique() || !each.isComplete() || !each.looksLikeKey()
              ? 0
              : words.equals(List.of("id")) ? 3 : isOwn ? 2 : 1;
      if (ranked > rank) {
        best = index;
        rank = ranked;
      }
    }
    return best;
  }
}
