package dev.evenkeel.records;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Rows of Parquet files as records, one after the other; one chunk of some thousand rows is in
/// memory. All files are held against the contract before the first row is given. To be closed.
public final class RecordStream<T> implements Iterator<T>, AutoCloseable {
  private final Table table;
  private final RowMapper<T> mapper;
  private final Engine engine;
  private final Queue<Engine.Query> left;
  private final Column[] columns;
  private Engine.@Nullable Query current;
  private int row;
  private int rows;
  private long before;

  private RecordStream(Table table, List<Path> files, RowMapper<T> mapper) {
    this.table = table;
    this.mapper = mapper;
    columns = new Column[table.columns().size()];
    for (int index = 0; index < columns.length; index++) {
      columns[index] = new Column(table.columns().get(index).name(), index);
    }
    engine = new Engine(files);
    try {
      left = new ArrayDeque<>(new PhysicalSchema(table, engine).queries(files));
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /// Opens files; generated readers call it.
  ///
  /// @throws RecordException when a file cannot be read, or has not the columns of the contract
  public static <T> RecordStream<T> open(Table table, List<Path> files, RowMapper<T> mapper) {
    return new RecordStream<>(table, files, mapper);
  }

  /// @throws RecordException when a file breaks off
  @Override
  public boolean hasNext() {
    while (row == rows) {
      if (!nextChunk()) {
        return false;
      }
    }
    return true;
  }

  /// @throws RecordException when a value is not what the contract says
  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      return mapper.map(columns, row++);
    } catch (RecordException | IllegalArgumentException e) {
      throw new RecordException(
          "%s, object `%s`: row %d of %s: %s"
              .formatted(
                  table.contract(),
                  table.object(),
                  before + row,
                  current == null ? "" : current.file().getFileName(),
                  e.getMessage()),
          e);
    }
  }

  /// The rest of the rows; closing it closes this.
  public Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                this, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .onClose(this::close);
  }

  private boolean nextChunk() {
    while (true) {
      Engine.Query query = current;
      if (query == null) {
        query = left.poll();
        if (query == null) {
          return false;
        }
        current = query;
        before = 0;
        rows = 0;
        query.run();
      }
      before += rows;
      row = 0;
      rows = query.next(columns);
      if (rows > 0) {
        return true;
      }
      query.close();
      current = null;
    }
  }

  @Override
  public void close() {
    row = 0;
    rows = 0;
    left.clear();
    Engine.Query query = current;
    current = null;
    if (query != null) {
      query.close();
    }
    engine.close();
  }
}
