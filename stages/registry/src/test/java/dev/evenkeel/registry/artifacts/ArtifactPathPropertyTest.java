package dev.evenkeel.registry.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ArtifactPathPropertyTest {
  private static final List<String> PIECES =
      List.of(
          "..", ".", "/", "//", "\\", ":", "%", "%2e", "%2E", "%2f", "%5c", "%25", "%00", "%09",
          "\t", "\0", "\u202e", ";", "?", "#", "a", "b c", "ü", "etc", "C:", "%c0%ae", "%3a", "2e",
          "52e", "file://", "~", "MLmodel");

  private static String random(RandomGenerator random) {
    StringBuilder path = new StringBuilder();
    for (int piece = random.nextInt(12); piece >= 0; piece--) {
      path.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return path.toString();
  }

  @Test
  void whatIsTakenStaysInsideInEverySpelling() {
    Path root = Path.of("/srv/root");

    Seeds.each(
        50_000,
        random -> {
          String sent = random(random);
          try {
            String text = ArtifactPath.file(sent).text();

            assertThat(root.resolve(text).normalize().toString()).isEqualTo(root + "/" + text);
            assertThat(text).doesNotContain("\\", ":", "\0", "\t", "\u202e");
            assertThat(ArtifactPath.file(text).text()).isEqualTo(text);
            assertThat(List.of(text.split("/", -1))).doesNotContain("", ".", "..");
          } catch (ProblemException e) {
            assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT);
          }
        });
  }

  @Test
  void anotherEncodingNeverChangesTheVerdict() {
    Seeds.each(
        20_000,
        random -> {
          String sent = random(random);
          String encoded = URLEncoder.encode(sent, StandardCharsets.UTF_8).replace("+", "%20");

          assertThat(verdict(encoded)).as(sent).isEqualTo(verdict(sent));
        });
  }

  private static String verdict(String sent) {
    try {
      return ArtifactPath.file(sent).text();
    } catch (ProblemException e) {
      return "refused";
    }
  }
}
