package dev.evenkeel.models.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.FeatureProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the published page to the language.
class FeatureDocsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+\\([^`]*\\))` \\| .* \\| `([^`]+)` = `([^`]+)` \\|$");

  @Test
  void thePageListsExactlyTheFunctionsThatExist() throws IOException {
    assertThat(rows().stream().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(Functions.forms());
  }

  @Test
  void everyExampleGivesWhatThePageSays() throws IOException {
    for (MatchResult row : rows()) {
      FeatureProgram program =
          FeatureProgram.compile(List.of(new Feature("f", row.group(2))), List.of());
      float[] into = new float[1];

      program.evaluate(new Frame(1, Map.of()), 0, into, 0);

      assertThat(into[0]).as(row.group(2)).isEqualTo(Float.parseFloat(row.group(3)));
    }
  }

  private static List<MatchResult> rows() throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "features.md"));
    return ROW.matcher(page).results().toList();
  }
}
