package dev.evenkeel.tables;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// A table in a file as SQL: how its rows are read, and which columns they have.
public final class TableSource {
  private static final int HEADER_BYTES_MAX = 1 << 20;
  private static final String DELIMITERS = ",;\t|";

  private final TableFile file;
  private final String relation;
  private final String typed;
  private final List<Column> columns;

  private TableSource(TableFile file, String relation, String typed, List<Column> columns) {
    this.file = file;
    this.relation = relation;
    this.typed = typed;
    this.columns = columns;
  }

  /// A column of the file.
  ///
  /// @param type as the engine calls it
  public record Column(String name, String type) {
    /// Quoted.
    public String sql() {
      return DuckDb.name(name);
    }

    /// By the engine's name of the type.
    public boolean isFloating() {
      return type.equals("DOUBLE") || type.equals("FLOAT");
    }

    /// By the engine's name of the type.
    public boolean isNumber() {
      return isFloating()
          || type.endsWith("INT")
          || type.equals("INTEGER")
          || type.equals("UINTEGER")
          || type.startsWith("DECIMAL");
    }

    /// By the engine's name of the type.
    public boolean isTime() {
      return type.equals("DATE") || type.startsWith("TIMESTAMP");
    }

    /// By the engine's name of the type.
    public boolean isText() {
      return type.equals("VARCHAR") || type.equals("UUID") || type.startsWith("ENUM");
    }
  }

  /// Reads the head of a file.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it is missing or cannot be read
  public static TableSource open(DuckDb duck, TableFile file) {
    if (!Files.isRegularFile(file.path())) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file does not exist",
              file.path().toString(),
              "a Parquet file, a CSV or JSON lines",
              "check the path")
          .asException();
    }
    String path = DuckDb.text(file.path().toAbsolutePath().toString());
    try {
      return switch (file.format()) {
        case PARQUET -> {
          String relation = "read_parquet(%s)".formatted(path);
          yield new TableSource(file, relation, relation, columns(duck, relation));
        }
        case CSV -> {
          String relation =
              ("read_csv(%s, all_varchar = true, header = true, nullstr = [''], skip = 0,"
                      + " delim = %s, quote = '\"', escape = '\"', comment = '',"
                      + " strict_mode = true, compression = %s)")
                  .formatted(path, DuckDb.text(delimiter(file)), compression(file));
          yield new TableSource(file, relation, relation, columns(duck, relation));
        }
        case JSON_LINES -> jsonLines(duck, file, path);
      };
    } catch (IllegalStateException e) {
      throw unreadable(file, e);
    }
  }

  /// A table of texts that stands in the engine itself, as a CSV would be read.
  ///
  /// @param where it came from, in messages
  public static TableSource staged(String table, List<String> columns, Path where) {
    TableFile file = new TableFile(where, TableFile.Format.CSV, false);
    return new TableSource(
        file, table, table, columns.stream().map(name -> new Column(name, "VARCHAR")).toList());
  }

  /// Names are of the whole file: a key may come late.
  private static TableSource jsonLines(DuckDb duck, TableFile file, String path) {
    String read = "read_json(%s, format = 'newline_delimited', compression = %s, %s)";
    String typed = read.formatted(path, compression(file), "sample_size = -1");
    List<Column> columns = columns(duck, typed);
    String cells =
        columns.stream()
            .map(column -> column.sql() + ": 'JSON'")
            .collect(Collectors.joining(", ", "columns = {", "}"));
    return new TableSource(file, read.formatted(path, compression(file), cells), typed, columns);
  }

  private static String compression(TableFile file) {
    return file.isGzip() ? "'gzip'" : "'none'";
  }

  private static List<Column> columns(DuckDb duck, String relation) {
    return duck.query(
        "describe select * from " + relation,
        rows -> {
          List<Column> columns = new ArrayList<>();
          while (rows.next()) {
            columns.add(new Column(rows.getString(1), rows.getString(2)));
          }
          return columns;
        });
  }

  /// What parts the header's cells most often. The engine would guess by skipping lines, too.
  private static String delimiter(TableFile file) {
    int[] counts = new int[DELIMITERS.length()];
    boolean quoted = false;
    for (char letter : header(file).toCharArray()) {
      quoted = letter == '"' ? !quoted : quoted;
      int known = quoted ? -1 : DELIMITERS.indexOf(letter);
      if (known >= 0) {
        counts[known]++;
      }
    }
    int best = 0;
    for (int index = 1; index < counts.length; index++) {
      best = counts[index] > counts[best] ? index : best;
    }
    return DELIMITERS.substring(best, best + 1);
  }

  private static String header(TableFile file) {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file.path()));
        InputStream text = file.isGzip() ? new GZIPInputStream(bytes) : bytes) {
      byte[] head = text.readNBytes(HEADER_BYTES_MAX);
      String decoded = new String(head, StandardCharsets.UTF_8);
      return decoded.lines().findFirst().orElse("");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// The file.
  public TableFile file() {
    return file;
  }

  /// Whether it knows counts and bounds of its columns without being read.
  public boolean hasFooter() {
    return file.format() == TableFile.Format.PARQUET;
  }

  /// What stands after `from`.
  public String relation() {
    return relation;
  }

  /// What stands after `from` when values shall have the types that the file gives them; a CSV
  /// gives none, and its values are texts.
  public String typedRelation() {
    return typed;
  }

  /// Its columns, in their order.
  public List<Column> columns() {
    return columns;
  }

  /// A column by its name.
  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /// What a failure of the engine means when the file is at fault.
  public static RuntimeException unreadable(TableFile file, Exception cause) {
    String said =
        Optional.ofNullable(cause.getCause())
            .map(reason -> String.valueOf(reason.getMessage()))
            .flatMap(text -> text.lines().findFirst())
            .map(line -> ": " + Names.abbreviate(line))
            .orElse("");
    return new Problem(
            Problem.Kind.INPUT,
            "file cannot be read as %s%s".formatted(file.format().written(), said),
            file.path().toString(),
            "a Parquet file, a CSV in UTF-8 with a header line, or an object of JSON in each line",
            "open it in another program to see where it breaks")
        .asException(cause);
  }
}
