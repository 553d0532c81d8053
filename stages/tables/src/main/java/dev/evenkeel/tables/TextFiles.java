package dev.evenkeel.tables;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// CSV (also gzipped) and Parquet files as SQL; every cell of a CSV is text. An empty cell and
/// `NA`, which R writes, are missing.
public final class TextFiles {
  private TextFiles() {}

  /// What stands after `from`.
  public static String relation(Path file) {
    String path = DuckDb.text(file.toAbsolutePath().toString());
    return isParquet(file)
        ? "read_parquet(%s)".formatted(path)
        : "read_csv(%s, all_varchar = true, header = true, nullstr = ['', 'NA'])".formatted(path);
  }

  /// The file's columns; a [Problem] when it is missing or cannot be read.
  public static List<String> columns(DuckDb duck, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file does not exist",
              file.toString(),
              "a CSV or Parquet file",
              "check the path")
          .asException();
    }
    try {
      return duck.query(
          "describe select * from " + relation(file),
          rows -> {
            List<String> columns = new ArrayList<>();
            while (rows.next()) {
              columns.add(rows.getString(1));
            }
            return columns;
          });
    } catch (IllegalStateException e) {
      throw unreadable(file, e);
    }
  }

  /// Writes the rows of several files into a Parquet file with cells of text; a column that a file
  /// lacks is missing in its rows.
  ///
  /// @return how many rows there are
  public static long join(DuckDb duck, List<Path> files, Path whole) {
    String all =
        files.stream()
            .map(file -> "select columns(*)::varchar from " + relation(file))
            .collect(Collectors.joining(" union all by name "));
    try {
      return duck.update(
          "copy (%s) to %s (format parquet)".formatted(all, DuckDb.text(whole.toString())));
    } catch (IllegalStateException e) {
      throw new Problem(
              Problem.Kind.INPUT,
              "one of %d files cannot be read, or they do not fit together".formatted(files.size()),
              "",
              "files of one table",
              "open them in another program to see which one breaks")
          .asException(e);
    }
  }

  /// Demands a column by its name.
  public static void demandColumn(List<String> columns, String column, Path file) {
    if (!columns.contains(column)) {
      String near = Names.nearest(column, columns);
      throw new Problem(
              Problem.Kind.INPUT,
              "column `%s` is missing".formatted(Names.abbreviate(column)),
              file.getFileName().toString(),
              "one of " + String.join(", ", columns),
              near.isEmpty() ? "" : "did you mean `%s`?".formatted(near))
          .asException();
    }
  }

  public static RuntimeException unreadable(Path file, Exception cause) {
    return new Problem(
            Problem.Kind.INPUT,
            "file cannot be read as %s".formatted(isParquet(file) ? "Parquet" : "CSV"),
            file.toString(),
            "a CSV with a header line (also gzipped), or a Parquet file",
            "open it in another program to see where it breaks")
        .asException(cause);
  }

  private static boolean isParquet(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".parquet");
  }
}
