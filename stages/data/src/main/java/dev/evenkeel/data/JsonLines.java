package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A batch of JSON lines as a file with cells of text, as those of a CSV are.
final class JsonLines {
  private JsonLines() {}

  static void toParquet(DuckDb duck, Path lines, Path parquet) {
    String path = DuckDb.text(lines.toString());
    String read = "read_json(%s, format = 'newline_delimited', %s)";
    try {
      // Names are of the whole file: a key may come late.
      List<String> names =
          duck.query(
              "describe select * from " + read.formatted(path, "sample_size = -1"),
              rows -> {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                  found.add(DuckDb.name(rows.getString(1)));
                }
                return found;
              });
      String types =
          names.stream()
              .map(name -> name + ": 'JSON'")
              .collect(Collectors.joining(", ", "columns = {", "}"));
      String cells =
          names.stream()
              .map(name -> "json_extract_string(%1$s, '$') as %1$s".formatted(name))
              .collect(Collectors.joining(", "));
      duck.update(
          "copy (select %s from %s) to %s (format parquet)"
              .formatted(cells, read.formatted(path, types), DuckDb.text(parquet.toString())));
    } catch (IllegalStateException e) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "the batch cannot be read as JSON lines",
              "send an object in each line")
          .asException(e);
    }
  }
}
