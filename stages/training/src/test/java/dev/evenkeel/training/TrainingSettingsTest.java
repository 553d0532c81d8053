package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
  private static Problem refusal(String key, String value) {
    return Problems.of(() -> TrainingSettings.of(Map.of(key, value)));
  }

  @Test
  void takesDefaultsForWhatIsNotSet() {
    assertThat(TrainingSettings.of(Map.of()))
        .isEqualTo(new TrainingParameters(100, 5, 0.1, 1, 1, 1, 1));
    assertThat(TrainingSettings.of(Map.of("trees", "7", "learningRate", "0.3")))
        .isEqualTo(new TrainingParameters(7, 5, 0.3, 1, 1, 1, 1));
  }

  @ParameterizedTest
  @CsvSource({"tress, trees", "learning_rate, learningRate", "lamda, lambda", "max_depth, depth"})
  void refusesAMisspeltSettingAndNamesTheOneThatWasMeant(String written, String meant) {
    Problem problem = refusal(written, "1");

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what()).isEqualTo("setting `" + written + "` of a train step is unknown");
    assertThat(problem.expected()).contains(meant);
    assertThat(problem.remedy()).isIn("write `" + meant + "`", "");
  }

  @ParameterizedTest
  @CsvSource({
    "trees, 0", "trees, 10001", "trees, 100.5", "trees, many", "trees, NaN", "trees, ''",
    "depth, 0", "depth, 21", "depth, 2.5", "learningRate, 0", "learningRate, 1.1", "rowShare, 0",
    "columnShare, 2", "minChildWeight, -1", "lambda, -0.1", "lambda, Infinity"
  })
  void refusesAValueOutsideItsBounds(String key, String value) {
    Problem problem = refusal(key, value);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what())
        .isEqualTo("`%s: %s` of a train step cannot be used".formatted(key, value));
    assertThat(problem.expected()).contains("number from");
  }
}
