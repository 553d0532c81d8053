package dev.evenkeel.tables;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Property;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/// Writes the rows of one file into another, with answers beside them. The engine carries the rows,
/// so that their types stay as they are; the answers come from outside as they are made. Memory is
/// bounded, whatever the size.
public final class TableWriter implements AutoCloseable {
  private static final String REJECTED = "~rejected";

  private final DuckDb duck;
  private final TableSource source;
  private final List<TableSource.Column> kept;
  private final List<AnswerColumn> answers;

  private TableWriter(
      DuckDb duck, TableSource source, List<TableSource.Column> kept, List<AnswerColumn> answers) {
    this.duck = duck;
    this.source = source;
    this.kept = kept;
    this.answers = answers;
  }

  /// Opens the file whose rows are handed through.
  ///
  /// @param keep its columns that are wanted, in their order; empty for all
  /// @param answers the columns behind them
  /// @param scratch a folder for what does not fit into memory
  /// @throws dev.evenkeel.base.ProblemException when it cannot be read, lacks a column, or two
  ///   columns would have one name
  public static TableWriter open(
      TableFile input, Optional<List<String>> keep, List<AnswerColumn> answers, Path scratch) {
    DuckDb duck = new DuckDb(scratch);
    try {
      TableSource source = TableSource.open(duck, input);
      List<TableSource.Column> kept =
          keep.map(names -> names.stream().map(name -> column(source, name)).toList())
              .orElse(source.columns());
      demandDistinct(input, kept, answers);
      return new TableWriter(duck, source, kept, List.copyOf(answers));
    } catch (RuntimeException e) {
      duck.close();
      throw e;
    }
  }

  private static TableSource.Column column(TableSource source, String name) {
    return source
        .column(name)
        .orElseThrow(() -> {
          List<String> there = source.columns().stream().map(TableSource.Column::name).toList();
          String near = Names.nearest(name, there);
          return new Problem(
                  Problem.Kind.INPUT,
                  "column `%s` cannot be kept: the file has none".formatted(Names.abbreviate(name)),
                  source.file().path().toString(),
                  "one of "
                      + there.stream()
                          .limit(50)
                          .map(Names::abbreviate)
                          .collect(Collectors.joining(", ")),
                  near.isEmpty() ? "" : "did you mean `%s`?".formatted(Names.abbreviate(near)))
              .asException();
        });
  }

  /// The engine and most tools tell names apart by their letters alone, whatever their case.
  private static void demandDistinct(
      TableFile input, List<TableSource.Column> kept, List<AnswerColumn> answers) {
    Map<String, String> seen = new HashMap<>();
    for (TableSource.Column column : kept) {
      String before = seen.putIfAbsent(lower(column.name()), column.name());
      if (before != null) {
        throw twice(column.name(), input, "name each column once");
      }
    }
    for (AnswerColumn answer : answers) {
      String before = seen.putIfAbsent(lower(answer.name()), answer.name());
      if (before != null) {
        throw twice(answer.name(), input, "rename the column, or name those to keep without it");
      }
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static RuntimeException twice(String name, TableFile input, String remedy) {
    return new Problem(
            Problem.Kind.INPUT,
            "two columns of the output would be called `%s`".formatted(Names.abbreviate(name)),
            input.path().toString(),
            "names that differ, whatever their case",
            remedy)
        .asException();
  }

  /// Writes all rows but the rejected ones, and answers how many they are.
  ///
  /// @param inputs what a model knows of the file's columns
  /// @param output where to; whatever is there is replaced
  /// @param blocks the answers to all rows in their order; empty at the end. What it throws, this
  ///   throws
  public long write(
      List<Property> inputs, TableFile output, Supplier<Optional<AnswerBlock>> blocks) {
    Answering answering = new Answering(blocks);
    String name = "answers_" + Long.toUnsignedString(System.nanoTime(), 36);
    try (var function = DuckDBFunctions.tableFunction()) {
      function.withName(name).withFunction(answering).register(duck.connection());
      return duck.update(copy(inputs, output, name));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot hand answers to the query engine", e);
    } catch (RuntimeException e) {
      RuntimeException own = answering.failure;
      throw own != null ? own : e;
    }
  }

  private String copy(List<Property> inputs, TableFile output, String function) {
    CellSql cells = new CellSql(source.file().format());
    List<String> selected = new ArrayList<>();
    for (TableSource.Column column : kept) {
      Optional<Property> input =
          inputs.stream().filter(known -> known.name().equals(column.name())).findFirst();
      selected.add(
          cells.kept(column, output.format(), input) + " as " + DuckDb.name(column.name()));
    }
    for (int index = 0; index < answers.size(); index++) {
      AnswerColumn answer = answers.get(index);
      selected.add(expression(answer, index) + " as " + DuckDb.name(answer.name()));
    }
    return "copy (select %s from (select * from %s) positional join %s() where not %s) to %s (%s)"
        .formatted(
            String.join(", ", selected),
            source.relation(),
            function,
            DuckDb.name(REJECTED),
            DuckDb.text(output.path().toAbsolutePath().toString()),
            // Whoever wants a name for an unfinished file has given one.
            format(output) + ", use_tmp_file false");
  }

  private static String expression(AnswerColumn column, int index) {
    String own = DuckDb.name(own(index));
    return switch (column) {
      case AnswerColumn.Numeric _ -> own;
      case AnswerColumn.Word(_, List<String> words) ->
          "([%s])[cast(%s as integer) + 1]"
              .formatted(words.stream().map(DuckDb::text).collect(Collectors.joining(", ")), own);
      case AnswerColumn.Constant(_, String value) -> DuckDb.text(value);
    };
  }

  // No column of a file is likely to have such a name.
  private static String own(int index) {
    return "~answer " + index;
  }

  private static String format(TableFile output) {
    String compression = output.isGzip() ? ", compression gzip" : ", compression none";
    return switch (output.format()) {
      case PARQUET -> "format parquet, compression zstd";
      case CSV -> "format csv, header" + compression;
      case JSON_LINES -> "format json" + compression;
    };
  }

  @Override
  public void close() {
    duck.close();
  }

  /// The answers as a table of the engine, which asks for some thousand rows at a time.
  private final class Answering implements DuckDBTableFunction<Object, Object, Object> {
    private final Supplier<Optional<AnswerBlock>> blocks;
    private @Nullable AnswerBlock block;
    private int row;
    private volatile @Nullable RuntimeException failure;

    Answering(Supplier<Optional<AnswerBlock>> blocks) {
      this.blocks = blocks;
    }

    @Override
    public Object bind(DuckDBTableFunctionBindInfo info) {
      for (int index = 0; index < answers.size(); index++) {
        if (!(answers.get(index) instanceof AnswerColumn.Constant)) {
          info.addResultColumn(own(index), DuckDBColumnType.DOUBLE);
        }
      }
      info.addResultColumn(REJECTED, DuckDBColumnType.BOOLEAN);
      return this;
    }

    @Override
    public Object init(DuckDBTableFunctionInitInfo info) {
      info.setMaxThreads(1);
      return this;
    }

    @Override
    public Object localInit(DuckDBTableFunctionInitInfo info) {
      return this;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
      try {
        return fill(out);
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }

    private int fill(DuckDBDataChunkWriter out) {
      AnswerBlock from = current();
      if (from == null) {
        return 0;
      }
      int count = (int) Math.min(out.capacity(), from.rows() - row);
      double[][] numbers = from.numbers();
      for (int column = 0; column < numbers.length; column++) {
        DuckDBWritableVector vector = out.vector(column);
        for (int at = 0; at < count; at++) {
          double value = numbers[column][row + at];
          if (Double.isNaN(value)) {
            vector.setNull(at);
          } else {
            vector.setDouble(at, value);
          }
        }
      }
      DuckDBWritableVector rejected = out.vector(numbers.length);
      for (int at = 0; at < count; at++) {
        rejected.setBoolean(at, from.rejected().get(row + at));
      }
      row += count;
      return count;
    }

    private @Nullable AnswerBlock current() {
      if (block == null || row >= block.rows()) {
        block = blocks.get().orElse(null);
        row = 0;
      }
      return block;
    }
  }
}
