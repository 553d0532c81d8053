package dev.evenkeel.registry.search;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.PageSeal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.Table;

/// One search, ready to be asked page by page; or a part of one, when what it finds falls into
/// parts that follow one another.
///
/// @param from the table, with what the order joins to it
/// @param where what the search finds, on every page
/// @param prefix the values that all rows of this part have in the first columns of the order
/// @param columns of the order after these; the last of them make it total
/// @param fields that the id is read from
/// @param id of a row that was found
record Query<T>(
    Table<?> from,
    Condition where,
    List<Optional<String>> prefix,
    List<Column<?>> columns,
    List<Field<?>> fields,
    Function<Record, T> id) {
  Query {
    prefix = List.copyOf(prefix);
    columns = List.copyOf(columns);
    fields = List.copyOf(fields);
  }

  Query(
      Table<?> from,
      Condition where,
      List<Column<?>> columns,
      List<Field<?>> fields,
      Function<Record, T> id) {
    this(from, where, List.of(), columns, fields, id);
  }

  /// A page of it.
  ///
  /// @param search everything that the pages of one search have in common, and no other search has
  /// @param token of the page before; empty for the first page
  Page<T> page(Database database, List<?> search, int maxResults, Optional<String> token) {
    return database.read(sql -> page(sql, List.of(this), search, maxResults, token));
  }

  /// A page of a search in parts; whatever the parts are, the token of a page is the same.
  static <T> Page<T> page(
      DSLContext sql,
      List<Query<T>> parts,
      List<?> search,
      int maxResults,
      Optional<String> token) {
    // Nobody goes on with another person's search.
    String identity = Json.text(List.of(Acting.now().who().name(), search));
    int width = parts.getFirst().prefix().size() + parts.getFirst().columns().size();
    Optional<List<Optional<String>>> last =
        token
            .filter(text -> !text.isEmpty())
            .map(text -> PageToken.read(PageSeal.of(sql), identity, text, width));
    int first = last.map(values -> partOf(parts, values)).orElse(0);
    Optional<Condition> after = last.map(parts.get(first)::after);
    List<Row<T>> rows = new ArrayList<>();
    for (int part = first; part < parts.size() && rows.size() <= maxResults; part++) {
      Query<T> query = parts.get(part);
      query
          .rows(sql, after, maxResults + 1 - rows.size())
          .forEach(row -> rows.add(new Row<>(query, row)));
      after = Optional.empty();
    }
    List<T> ids = rows.stream().limit(maxResults).map(Row::id).toList();
    return new Page<>(
        ids,
        rows.size() <= maxResults
            ? Optional.empty()
            : Optional.of(
                PageToken.write(PageSeal.of(sql), identity, rows.get(maxResults - 1).values())));
  }

  private record Row<T>(Query<T> query, Record found) {
    T id() {
      return query.id().apply(found);
    }

    List<Optional<String>> values() {
      List<Optional<String>> values = new ArrayList<>(query.prefix());
      query.columns().forEach(column -> values.add(column.value(found)));
      return values;
    }
  }

  private static <T> int partOf(List<Query<T>> parts, List<Optional<String>> values) {
    for (int part = 0; part < parts.size(); part++) {
      List<Optional<String>> prefix = parts.get(part).prefix();
      if (values.subList(0, prefix.size()).equals(prefix)) {
        return part;
      }
    }
    throw PageToken.invalid();
  }

  private Condition after(List<Optional<String>> values) {
    try {
      return Column.after(columns, values.subList(prefix.size(), values.size()));
    } catch (IllegalArgumentException e) {
      throw PageToken.invalid();
    }
  }

  private Result<Record> rows(DSLContext sql, Optional<Condition> after, int limit) {
    return sql.select(selected())
        .from(from)
        .where(after.map(where::and).orElse(where))
        .orderBy(sorted())
        .limit(limit)
        .fetch();
  }

  private List<SelectFieldOrAsterisk> selected() {
    return Stream.<SelectFieldOrAsterisk>concat(
            fields.stream(), columns.stream().map(Column::selected))
        .toList();
  }

  private List<SortField<?>> sorted() {
    List<SortField<?>> sorted = new ArrayList<>();
    columns.forEach(column -> sorted.add(column.sorted()));
    return sorted;
  }

  /// Refuses a page of no rows, or of more than a search gives.
  static void checkResults(int maxResults, int most) {
    if (maxResults < 1 || maxResults > most) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer, at most %d"
                  .formatted(maxResults, most),
              "")
          .asException();
    }
  }
}
