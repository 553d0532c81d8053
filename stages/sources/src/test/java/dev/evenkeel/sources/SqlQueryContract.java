package dev.evenkeel.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.Egress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows of a real database.
abstract class SqlQueryContract extends SourceKindContract {
  abstract SqlConnection connection();

  void run(String sql) throws SQLException {
    SqlConnection settings = connection();
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  SourceRequest ask(String query, String watermark) {
    return new SourceRequest("sql://shop", query, watermark, "");
  }

  @Override
  protected SourceKind kind() {
    return new SqlQuery();
  }

  @Override
  protected SourceRequest first() throws SQLException {
    run("create table animals (id integer, name varchar(20))");
    run("insert into animals values (2, 'bee'), (1, 'ant')");
    return ask("select id, name from animals -- all of them", "id");
  }

  @Override
  protected void more() throws SQLException {
    run("insert into animals values (3, 'cat')");
  }

  @Override
  protected SourceRequest nothing() {
    return new SourceRequest("sql://elsewhere", "select 1", "", "");
  }

  @Override
  protected Surroundings surroundings(Path into, long bytesMax) {
    return new Surroundings(
        into, bytesMax, new Egress(List.of()), Map.of(), Map.of("shop", connection()), List.of());
  }

  @Test
  void saysWhatTheDatabaseSaysOfAWrongQuery() throws SQLException {
    var _ = first();
    assertThatThrownBy(() -> fetch(ask("select idd from animals", ""))).hasMessageContaining("idd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 as id, 'x' as name) x; drop table animals; --",
        "select 1; drop table animals",
        "drop table animals",
        "delete from animals",
        "with gone as (delete from animals returning id) select id, 'x' as name from gone",
        "select 1 as id, $$x$$ as name",
        "select 1 as id, 'it\\'s' as name from animals) x; drop table animals; select ('",
        "select 1 /* open",
        "select 'open",
        "select (1",
        "insert into animals values (4, 'dog')",
        "",
      })
  void aQueryCanOnlyRead(String query) throws Exception {
    SourceRequest all = first();
    assertThatThrownBy(() -> fetch(ask(query, ""))).isInstanceOf(RuntimeException.class);
    assertThat(rows(fetch(all))).containsExactly("1 ant", "2 bee");
  }

  @Test
  void keepsMissingValuesMissing() throws Exception {
    run("create table gaps (id integer, name varchar(20))");
    run("insert into gaps values (null, 'x'), (1, null)");
    Fetched fetched = fetch(ask("select id, coalesce(name, 'none') as name from gaps", ""));
    assertThat(rows(fetched)).containsExactlyInAnyOrder(null, "1 none");
  }
}
