package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.ROW;
import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.store.TestDatabases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies that want to break something get the protocol's own refusal.
class HostileJsonTest {
  private static final String BODY = "{\"instances\": [%s]}".formatted(ROW);

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

  private Reply.Whole ask(byte[] body) {
    return (Reply.Whole) serving.reply("POST", "/v1/models/home-sales:predict", "", body, Map.of());
  }

  @Test
  void whatIsNoJsonIsMalformed() {
    for (String body :
        List.of(
            BODY.replace("6", "NaN"),
            BODY.replace("6", "-Infinity"),
            BODY.replace("6", "06"),
            BODY.replace("6", "1."),
            BODY.replace("6", "0x6"),
            BODY.replace("6", "6,"),
            BODY.replace("\"rooms\": 6", "\"rooms\": 6, \"rooms\": 6"),
            BODY.replace("\"wall\"", "\"area\": 1, \"wall\""),
            BODY + BODY,
            BODY + "]",
            BODY.replace("}", ""),
            "{\"instances\": [%s], \"instances\": [%s]}".formatted(ROW, ROW),
            "\uFFFE" + BODY)) {
      assertThat(problem(() -> serving.ask(body)).kind())
          .as(body)
          .isEqualTo(Problem.Kind.MALFORMED);
    }
  }

  @Test
  void numbersBeyondTheirTypeAreViolationsWithTheirPlace() {
    for (String number :
        List.of(
            "9007199254740994",
            "123456789012345678901234567890",
            "1e400",
            "9".repeat(400),
            "-1e400",
            "6.5",
            "1e-5")) {
      assertThat(serving.ask(BODY.replace("6", number)).errors())
          .as(number)
          .containsExactly("/instances/0/rooms type");
    }
    for (String number : List.of("1e400", "9".repeat(400), "-" + "9".repeat(999))) {
      assertThat(serving.ask(BODY.replace("1500.5", number)).errors())
          .containsExactly("/instances/0/area type");
    }
  }

  @Test
  void bytesThatAreNoUtf8AreMalformed() {
    byte[] body = BODY.replace("brick", "br#ck").getBytes(StandardCharsets.UTF_8);
    int at = BODY.indexOf("brick") + 2;
    for (int wrong : new int[] {0x80, 0xC3, 0xE2, 0xF0, 0xFE, 0xFF, 0x00, 0x1F}) {
      body[at] = (byte) wrong;

      assertThat(problem(() -> ask(body)).kind())
          .as(Integer.toHexString(wrong))
          .isEqualTo(Problem.Kind.MALFORMED);
    }
  }

  @Test
  void depthAndLengthAreBounded() {
    for (String open : List.of("[", "{\"area\":", "{\"instances\":[")) {
      String deep = "{\"instances\": [{\"area\": " + open.repeat(50_000);

      assertThat(problem(() -> serving.ask(deep)).kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    }
    assertThat(problem(() -> serving.ask(BODY.replace("6", "6".repeat(5_000)))).kind())
        .isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(serving.ask(BODY.replace("brick", "b".repeat(10_001))).errors())
        .containsExactly("/instances/0/wall type");
    assertThat(problem(() -> serving.ask(BODY.replace("rooms", "r".repeat(100_000)))).kind())
        .isEqualTo(Problem.Kind.TOO_LARGE);
  }

  @Test
  void anyChangeOfABodyIsAnsweredOrRefused() {
    Seeds.each(
        4_000,
        random -> {
          byte[] body = changed(BODY.getBytes(StandardCharsets.UTF_8), random);
          try {
            Reply.Whole reply = ask(body);
            Json.parse(reply.body(), "the answer");
            assertThat(reply.status()).isIn(200, 422);
          } catch (ProblemException e) {
            assertThat(e.problem().kind())
                .isIn(Problem.Kind.MALFORMED, Problem.Kind.TOO_LARGE, Problem.Kind.INPUT);
          }
        });
    assertThat(serving.log.dropped()).isZero();
  }

  private static byte[] changed(byte[] body, RandomGenerator random) {
    byte[] changed = body.clone();
    int changes = random.nextInt(1, 4);
    String marks = "{}[]\":,0123456789-+.eE\\unft \n\u0000";
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(changed.length);
      changed[at] =
          random.nextInt(5) == 0
              ? (byte) random.nextInt(256)
              : (byte) marks.charAt(random.nextInt(marks.length()));
    }
    return random.nextInt(6) == 0
        ? java.util.Arrays.copyOf(changed, random.nextInt(changed.length))
        : changed;
  }
}
