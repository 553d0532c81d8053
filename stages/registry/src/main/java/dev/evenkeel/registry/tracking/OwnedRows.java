package dev.evenkeel.registry.tracking;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.evenkeel.base.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;

/// Rows that belong to many owners, by one statement. A page of runs has thousands of them, and
/// jOOQ took longer to ask for them and to wrap them than the databases to find them; so the
/// statement is written once, takes the ids as one value, and its rows are read as JDBC gives them.
final class OwnedRows<T> {
  private final Rendered statement;
  private final Reader<T> reader;

  /// @param from what the columns are of
  /// @param owner the column that holds the owner's id
  OwnedRows(Table<?> from, Field<String> owner, List<Field<?>> columns, Reader<T> reader) {
    this.statement = new Rendered(sql -> select(sql, from, owner, columns));
    this.reader = reader;
  }

  /// Reads the row at which a result stands; the first column has the index [#FIRST].
  @FunctionalInterface
  interface Reader<T> {
    /// Before it there is the place of the owner.
    int FIRST = 2;

    T read(ResultSet row) throws SQLException;
  }

  private static Select<?> select(
      DSLContext sql, Table<?> from, Field<String> owner, List<Field<?>> columns) {
    boolean sqlite = sql.dialect() == SQLDialect.SQLITE;
    // SQLite takes the tables of a cross join in their order.
    return sql.select(field(sqlite ? "asked.key" : "asked.place - 1", Integer.class))
        .select(columns)
        .from(
            sqlite
                ? table("json_each({0}) as asked", val(""))
                : table("unnest({0}) with ordinality as asked(value, place)", val("")))
        .crossJoin(from)
        .where(owner.eq(field("asked.value", String.class)));
  }

  /// The rows of each owner, at the owner's place; in which order is the database's choice.
  List<List<T>> of(DSLContext sql, List<String> owners) {
    List<List<T>> found = new ArrayList<>(owners.size());
    owners.forEach(_ -> found.add(new ArrayList<>()));
    sql.connection(connection -> {
      try (PreparedStatement prepared = connection.prepareStatement(statement.in(sql))) {
        bind(connection, prepared, sql.dialect(), owners);
        try (ResultSet rows = prepared.executeQuery()) {
          while (rows.next()) {
            found.get(rows.getInt(1)).add(reader.read(rows));
          }
        }
      }
    });
    return found;
  }

  private static void bind(
      Connection connection, PreparedStatement prepared, SQLDialect dialect, List<String> owners)
      throws SQLException {
    if (dialect == SQLDialect.SQLITE) {
      prepared.setString(1, Json.text(owners));
    } else {
      prepared.setArray(1, connection.createArrayOf("text", owners.toArray()));
    }
  }
}
