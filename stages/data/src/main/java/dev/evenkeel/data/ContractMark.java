package dev.evenkeel.data;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a Parquet file says of the contract that its rows satisfy, to readers that know no more
/// than the file.
final class ContractMark {
  private static final List<String> KEYS =
      List.of("evenkeel.contract.id", "evenkeel.contract.version", "evenkeel.contract.digest");

  private ContractMark() {}

  /// An option of `copy`, with the comma before it.
  static String option(Document document) {
    return option(
        List.of(document.id(), document.version(), document.digest()).stream()
            .map(DuckDb::text)
            .toList());
  }

  /// The same for rows of files: what all of them say. Empty where they say different things or one
  /// of them nothing, since nobody has held all rows to one contract then.
  static String shared(DuckDb duck, List<Path> files) {
    if (files.isEmpty()) {
      return "";
    }
    // Of a file without a key no row comes, hence the count of files.
    String same =
        "select decode(key), any_value(decode(value)) from parquet_kv_metadata(%s) group by 1 having count(distinct value) = 1 and count(distinct file_name) = %d"
            .formatted(VersionSql.paths(files), files.size());
    Map<String, String> said =
        duck.query(
            same,
            rows -> {
              Map<String, String> found = new HashMap<>();
              while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
              }
              return found;
            });
    return said.keySet().containsAll(KEYS)
        ? option(KEYS.stream().map(key -> DuckDb.text(said.getOrDefault(key, ""))).toList())
        : "";
  }

  private static String option(List<String> texts) {
    return IntStream.range(0, KEYS.size())
        .mapToObj(key -> "\"%s\": %s".formatted(KEYS.get(key), texts.get(key)))
        .collect(Collectors.joining(", ", ", kv_metadata {", "}"));
  }
}
