package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.serving.Serving.Answer;
import dev.evenkeel.store.TestDatabases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows as CSV are judged and answered as the same rows in JSON are.
class CsvTest {
  private static final Map<String, String> CSV = Map.of("Content-Type", "text/csv; charset=utf-8");

  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
    serving.promote(TestModels.grown(1));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Answer ask(String csv) {
    return serving.call("POST", "/v1/models/home-sales:predict", csv, CSV);
  }

  @Test
  void theSameRowsGetTheSameAnswers() {
    Answer csv =
        ask(
            "\uFEFFwall,area,garage,rooms\r\nbrick,1500.5,,6\r\n\"wood\",9e2,\"attached\",\r\n\n"
                + "\"a \"\"b\"\", c\",100,none,2");
    Answer json =
        serving.predict(
            "{\"area\": 1500.5, \"rooms\": 6, \"wall\": \"brick\"}",
            "{\"area\": 900, \"wall\": \"wood\", \"garage\": \"attached\"}",
            "{\"area\": 100, \"rooms\": 2, \"wall\": \"a \\\"b\\\", c\", \"garage\": \"none\"}");

    assertThat(csv.body().path("predictions").size()).isEqualTo(3);
    for (int row = 0; row < 3; row++) {
      for (String field : List.of("label", "probabilities", "warnings")) {
        assertThat(csv.prediction(row).path(field)).isEqualTo(json.prediction(row).path(field));
      }
    }
    assertThat(csv.prediction(2).path("warnings").size()).isPositive();
  }

  @Test
  void whatIsWrongIsSaidByRowAndField() {
    assertThat(ask("area,wall\n1,brick\n-1,brick\nmuch,brick\n,brick\nNaN,brick\n").errors())
        .containsExactly(
            "/instances/1/area range",
            "/instances/2/area type",
            "/instances/3/area required",
            "/instances/4/area type");
    assertThat(ask("area,wal\n1,brick\n").errors())
        .containsExactly("/instances/0/wal unknown-field", "/instances/0/wall required");
    assertThat(ask("area,wall\n").errors()).containsExactly("/instances required");
    assertThat(ask("area,wall\n1,\"\"\n").prediction(0).path("warnings").size()).isPositive();
  }

  @Test
  void whatIsNoCsvIsMalformedAndItsLineIsNamed() {
    Map<String, String> wrong =
        Map.of(
            "area,wall\n1\n", ":2",
            "area,wall\n1,brick\n1,brick,7\n", ":3",
            "area,area\n1,2\n", ":1",
            "\n", ":1",
            "area,wall\n1,\"brick\n", ":2",
            "area,wall\n1,\"brick\"x\n", ":2");
    wrong.forEach((csv, line) -> {
      Problem problem = problem(() -> ask(csv));
      assertThat(problem.kind()).as(csv).isEqualTo(Problem.Kind.MALFORMED);
      assertThat(problem.where()).as(csv).endsWith(line);
    });
  }

  @Test
  void answersComeAsCsvWhenTheyAreAskedFor() {
    Reply.Whole reply =
        (Reply.Whole)
            serving.reply(
                "POST",
                "/v1/models/home-sales:predict",
                "",
                "area,wall\n1500,brick\n9,\"straw, old\"\n",
                Map.of("Content-Type", "text/csv", "Accept", "text/csv"));

    List<String> lines = new String(reply.body(), StandardCharsets.UTF_8).lines().toList();
    assertThat(reply.type()).isEqualTo("text/csv; charset=utf-8");
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst())
        .isEqualTo(
            "label,probability,probability:entry,probability:mid,probability:premium,model,version,"
                + "alias,predictionId,warnings");
    assertThat(lines.get(1))
        .matches("(entry|mid|premium),0\\.\\d+,.*,home-sales,1,champion,[0-9a-f-]{36},");
    assertThat(lines.get(2)).contains("\"wall: `straw, old` is not one of brick, wood");
  }
}
