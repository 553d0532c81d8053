package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An engine of its own for the queries of one contract. Each table is a view; the query sees its
/// rows, and neither files nor settings.
///
/// Two walls: [SqlGuard] lets only queries through that read views by known functions, and the
/// engine reaches no other file and no network whatever it is asked. Only the guard keeps a query
/// from writing to a file that is checked, and from values too large for memory within one
/// expression.
final class Sandbox implements AutoCloseable {
  private final DuckDb duck;
  private final SqlGuard guard;
  private final Limits limits;

  private Sandbox(DuckDb duck, SqlGuard guard, Limits limits) {
    this.duck = duck;
    this.guard = guard;
    this.limits = limits;
  }

  /// What a run may use.
  ///
  /// @param time of one query
  record Limits(DuckDb.Limits engine, Duration time) {
    static final Limits USUAL =
        new Limits(
            new DuckDb.Limits(
                "768MB",
                "8GB",
                Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()))),
            Duration.ofMinutes(1));
  }

  /// What a query came to.
  sealed interface Answer {
    /// A truth value counts as 1 or 0.
    record Measured(BigDecimal value) implements Answer {}

    /// No answer.
    ///
    /// @param why in one sentence without a full stop
    record Failed(String why) implements Answer {}
  }

  /// What a view is made of.
  interface Shape {
    /// A query over a table that was opened.
    String select(String name, TableSource source);
  }

  /// Opens it with a view for each table.
  ///
  /// @param tables by the name by which queries call them
  /// @param scratch folder of nobody else's, for what does not fit into memory
  /// @throws dev.evenkeel.base.ProblemException when a table cannot be read
  static Sandbox open(Map<String, TableFile> tables, Shape shape, Path scratch, Limits limits) {
    List<Path> files = tables.values().stream().map(TableFile::path).distinct().toList();
    DuckDb duck = DuckDb.confined(scratch, files, limits.engine());
    try {
      tables.forEach((name, file) ->
          duck.execute(
              "create view %s as %s"
                  .formatted(DuckDb.name(name), shape.select(name, TableSource.open(duck, file)))));
    } catch (RuntimeException e) {
      duck.close();
      throw e;
    }
    return new Sandbox(duck, new SqlGuard(duck, tables.keySet()), limits);
  }

  /// Runs a query whose placeholders are replaced, once the guard lets it through.
  Answer ask(String query) {
    Optional<String> refusal = guard.refusal(query);
    return refusal.isPresent() ? new Answer.Failed(refusal.get()) : askUnguarded(query);
  }

  /// For tests of the second wall, too.
  Answer askUnguarded(String query) {
    try (Statement begun = duck.connection().createStatement()) {
      begun.execute("begin transaction read only");
      try {
        return run(query);
      } finally {
        rollBack();
      }
    } catch (SQLException e) {
      return new Answer.Failed(why(e));
    }
  }

  private Answer run(String query) throws SQLException {
    try (Statement statement = duck.connection().createStatement()) {
      statement.setQueryTimeout(Math.toIntExact(limits.time().toSeconds()));
      if (!statement.execute(query)) {
        return new Answer.Failed("the query answers no row");
      }
      try (ResultSet rows = statement.getResultSet()) {
        return answer(rows);
      }
    }
  }

  // A statement that failed may have ended the transaction, or left it unusable.
  private void rollBack() {
    try (Statement statement = duck.connection().createStatement()) {
      statement.execute("rollback");
    } catch (SQLException e) {
      // It had ended.
    }
  }

  private static Answer answer(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    if (columns != 1) {
      return new Answer.Failed("the query answers %d columns, not one".formatted(columns));
    }
    if (!rows.next()) {
      return new Answer.Failed("the query answers no row");
    }
    Object value = rows.getObject(1);
    if (rows.next()) {
      return new Answer.Failed("the query answers more than one row");
    }
    if (value == null) {
      return new Answer.Failed("the query answers no value");
    }
    return number(value)
        .<Answer>map(Answer.Measured::new)
        .orElseGet(() -> new Answer.Failed("the query answers neither a number nor a truth value"));
  }

  private static Optional<BigDecimal> number(Object value) {
    return switch (value) {
      case Boolean truth -> Optional.of(truth ? BigDecimal.ONE : BigDecimal.ZERO);
      case BigDecimal number -> Optional.of(number);
      case BigInteger number -> Optional.of(new BigDecimal(number));
      case Double number ->
          Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
      case Float number ->
          Float.isFinite(number)
              ? Optional.of(new BigDecimal(number.toString()))
              : Optional.empty();
      case Number number -> Optional.of(BigDecimal.valueOf(number.longValue()));
      default -> Optional.empty();
    };
  }

  /// The engine's own words, which are the author's best help; of a file's place they say nothing
  /// that a view has not hidden.
  private String why(SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (said.startsWith("INTERRUPT")) {
      return "the query took longer than %d seconds".formatted(limits.time().toSeconds());
    }
    if (said.startsWith("Out of Memory")) {
      return "the query needs more memory or disk than a query may use";
    }
    return "the query failed: " + said;
  }

  @Override
  public void close() {
    duck.close();
  }
}
