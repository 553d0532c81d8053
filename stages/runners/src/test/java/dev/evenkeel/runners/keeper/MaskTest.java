package dev.evenkeel.runners.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static String masked(List<String> secrets, List<String> pieces) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Mask mask = new Mask(secrets, out::write);
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      mask.write(bytes, bytes.length);
    }
    mask.end();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void findsASecretHoweverItIsCut() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int letter = random.nextInt(30); letter > 0; letter--) {
        text.append("ab".charAt(random.nextInt(2)));
      }
      String secret = round % 2 == 0 ? "abba" : "aaab";
      java.util.List<String> pieces = new java.util.ArrayList<>();
      for (int at = 0; at < text.length(); ) {
        int next = Math.min(text.length(), at + 1 + random.nextInt(5));
        pieces.add(text.substring(at, next));
        at = next;
      }

      assertThat(masked(List.of(secret), pieces))
          .as("%s in %s", secret, pieces)
          .isEqualTo(text.toString().replace(secret, "***"));
    }
  }

  @Test
  void takesTheLongerOfTwoThatBeginAlike() throws IOException {
    assertThat(masked(List.of("pass", "password"), List.of("password pass pas", "sword passw")))
        .isEqualTo("*** *** *** ***w");
  }

  @Test
  void masksTheLinesOfAKeyOneByOne() throws IOException {
    String key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nab\n-----END KEY-----";

    assertThat(masked(List.of(key), List.of("x MIIEvQIBADANBgkq y ab z")))
        .isEqualTo("x *** y ab z");
  }

  @Test
  void holdsNothingBackThatIsNoBeginningOfASecret() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Mask mask = new Mask(List.of("secret"), out::write);
    byte[] bytes = "working...".getBytes(StandardCharsets.UTF_8);

    mask.write(bytes, bytes.length);

    assertThat(out).hasToString("working...");
  }
}
