package dev.evenkeel.data;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    String paths =
        files.stream()
            .map(file -> DuckDb.text(file.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    List<String> texts = new ArrayList<>();
    for (String key : KEYS) {
      // Of a file without the key no row comes, hence the count.
      String value =
          duck.query(
              "select any_value(decode(value)), count(distinct value), count(distinct file_name) from parquet_kv_metadata(%s) where decode(key) = '%s'"
                  .formatted(paths, key),
              rows ->
                  rows.next() && rows.getLong(2) == 1 && rows.getLong(3) == files.size()
                      ? rows.getString(1)
                      : "");
      if (value.isEmpty()) {
        return "";
      }
      texts.add(DuckDb.text(value));
    }
    return option(texts);
  }

  private static String option(List<String> texts) {
    return IntStream.range(0, KEYS.size())
        .mapToObj(key -> "\"%s\": %s".formatted(KEYS.get(key), texts.get(key)))
        .collect(Collectors.joining(", ", ", kv_metadata {", "}"));
  }
}
