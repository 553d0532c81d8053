package dev.evenkeel.registry.tracking;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;

/// One statement for many rows. A hundred points cost more in jOOQ's binding of their values than
/// in the database, so these are bound by JDBC, and the statement is written once.
final class BoundRows {
  private final Rendered statement;

  /// @param statement with a parameter for each value
  BoundRows(Function<DSLContext, Query> statement) {
    this.statement = new Rendered(statement);
  }

  /// @param bind gives the values of a row, in the order of the parameters
  <T> void execute(DSLContext sql, List<T> rows, BiConsumer<T, Values> bind) {
    if (rows.isEmpty()) {
      return;
    }
    sql.connection(connection -> {
      try (PreparedStatement prepared = connection.prepareStatement(statement.in(sql))) {
        for (T row : rows) {
          bind.accept(row, new Values(prepared));
          prepared.addBatch();
        }
        prepared.executeBatch();
      }
    });
  }

  /// The values of one row, each by its kind.
  static final class Values {
    private final PreparedStatement prepared;
    private int at;

    Values(PreparedStatement prepared) {
      this.prepared = prepared;
    }

    @FunctionalInterface
    private interface Binding {
      void set(int index) throws SQLException;
    }

    void text(String value) {
      next(index -> prepared.setString(index, value));
    }

    void number(long value) {
      next(index -> prepared.setLong(index, value));
    }

    void number(double value) {
      next(index -> prepared.setDouble(index, value));
    }

    void truth(boolean value) {
      next(index -> prepared.setBoolean(index, value));
    }

    private void next(Binding binding) {
      at++;
      try {
        binding.set(at);
      } catch (SQLException e) {
        throw new DataAccessException("a value cannot be bound", e);
      }
    }
  }
}
