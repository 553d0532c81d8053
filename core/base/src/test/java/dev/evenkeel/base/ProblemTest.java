package dev.evenkeel.base;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void printsALineForEachPartThatIsThere() {
    Problem whole =
        new Problem(
            Kind.INPUT,
            "logicalType `decimal` is unknown",
            "sales.yaml:14, /schema/0",
            "string or number",
            "write `number`");

    assertThat(whole)
        .hasToString(
            """
            logicalType `decimal` is unknown
              where: sales.yaml:14, /schema/0
              expected: string or number
              do: write `number`\
            """);
    assertThat(Problem.of(Kind.BUSY, "too many requests", "try again"))
        .hasToString("too many requests\n  do: try again");
    assertThat(Problem.of(Kind.BUSY, "too many requests", "")).hasToString("too many requests");
  }

  // Scripts and clients decide by these numbers, so a change breaks somebody.
  @Test
  void hasAStatusAndAnExitCodeForEachKind() {
    Map<Kind, String> numbers =
        Arrays.stream(Kind.values())
            .collect(
                Collectors.toMap(kind -> kind, kind -> kind.httpStatus() + " " + kind.exitCode()));

    assertThat(numbers)
        .isEqualTo(
            Map.ofEntries(
                entry(Kind.MALFORMED, "400 2"),
                entry(Kind.INPUT, "422 2"),
                entry(Kind.UNAUTHENTICATED, "401 8"),
                entry(Kind.FORBIDDEN, "403 8"),
                entry(Kind.NOT_FOUND, "404 4"),
                entry(Kind.CONFLICT, "409 5"),
                entry(Kind.TOO_LARGE, "413 2"),
                entry(Kind.BUSY, "429 7"),
                entry(Kind.CONFIGURATION, "422 2"),
                entry(Kind.ENVIRONMENT, "503 6"),
                entry(Kind.NOT_SERVING, "503 6"),
                entry(Kind.INTERNAL, "500 1"),
                entry(Kind.UNSUPPORTED, "501 2"),
                entry(Kind.TIMEOUT, "504 7")));
  }

  @Test
  void isThrownWithItsTextAndKeepsTheCauseForTheLog() {
    Problem problem = Problem.of(Kind.ENVIRONMENT, "the disk is full", "free some space");
    Exception cause = new IllegalStateException("No space left on device");

    ProblemException thrown = problem.asException(cause);

    assertThat(thrown.problem()).isEqualTo(problem);
    assertThat(thrown).hasMessage(problem.toString()).hasCause(cause);
    assertThat(problem.toString()).doesNotContain("No space left on device");
    assertThat(problem.asException()).hasNoCause();
  }

  @Test
  @SuppressWarnings("NullAway")
  void hasNoPartThatIsNull() {
    assertThatThrownBy(() -> new Problem(Kind.INPUT, "wrong", null, "", ""))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aSentenceHasThePartsThatAreThere() {
    assertThat(new Problem(Problem.Kind.INPUT, "wrong", "/a", "a number", "send one").sentence())
        .isEqualTo("wrong at /a; expected a number; send one");
    assertThat(Problem.of(Problem.Kind.INPUT, "wrong", "").sentence()).isEqualTo("wrong");
  }
}
