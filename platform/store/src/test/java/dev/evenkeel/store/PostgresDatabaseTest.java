package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest extends DatabaseContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }

  @Test
  void saysThatNobodyAnswersAtTheAddress() {
    assertThatThrownBy(() -> Database.open("jdbc:postgresql://127.0.0.1:1/none", "nobody", ""))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT));
  }

  @Test
  void saysThatTheServerHasGoneWithoutLosingTheNextRequest() {
    assertThatThrownBy(() ->
            database.write(sql -> {
              define(sql, "a");
              return sql.fetch("select pg_terminate_backend(pg_backend_pid())");
            }))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
              assertThat(problem.problem().what()).contains("does not answer");
            });

    database.write(sql -> define(sql, "b"));

    assertThat(digests()).containsExactly("b");
  }
}
