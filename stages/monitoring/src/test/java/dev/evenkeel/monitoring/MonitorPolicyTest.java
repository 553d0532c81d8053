package dev.evenkeel.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorPolicyTest {
  private static final String FULL =
      """
      version: 1
      window: month
      drift:
        tolerance: 0.05
        q: 2%
        minRows: 300
      performance:
        metric: mean_absolute_error
        minLabels: 50
        labelsExpected: 90%
      """;

  @Test
  void readsWhatTheUserWrote() {
    assertThat(MonitorPolicy.read(FULL, "monitoring.yaml"))
        .isEqualTo(new MonitorPolicy(0.05, 0.02, 300, 50, 0.9));
  }

  @Test
  void whatIsNotSaidHasTheDefaultsOfTheExample() throws IOException {
    Path example = Path.of("../../examples/home-sales/monitoring.yaml");

    MonitorPolicy defaults = MonitorPolicy.read("version: 1", "monitoring.yaml");

    assertThat(defaults).isEqualTo(new MonitorPolicy(0.02, 0.01, 200, 200, 0.8));
    assertThat(MonitorPolicy.read(Files.readString(example), "example")).isEqualTo(defaults);
  }

  @ParameterizedTest
  @CsvSource({
    "version: 1, version: 2, 'm:1, /version', only version",
    "window: month, window: day, 'm:2, /window', only window",
    "drift:, drfit:, 'm:3, /drfit', write `drift`",
    "tolerance:, tolerence:, 'm:4, /drift/tolerence', write `tolerance`",
    "minLabels:, minLabel:, 'm:9, /performance/minLabel', write `minLabels`",
    "q: 2%, q: 0, 'm:5, /drift/q', up to 50%",
    "q: 2%, q: often, 'm:5, /drift/q', a number",
    "minRows: 300, minRows: 1, 'm:6, /drift/minRows', 10 or more",
    "tolerance: 0.05, tolerance: -1, 'm:4, /drift/tolerance', from 0 to 10",
    "mean_absolute_error, f1, 'm:8, /performance/metric', accuracy",
    "labelsExpected: 90%, labelsExpected: 101%, 'm:10, /performance/labelsExpected', up to 100%",
  })
  void aWrongLineIsRefusedWithItsPlace(String right, String wrong, String where, String says) {
    assertThatThrownBy(() -> MonitorPolicy.read(FULL.replaceFirst(right, wrong), "m"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              Problem problem = e.problem();
              assertThat(problem.where()).isEqualTo(where);
              assertThat(problem.toString()).contains(says);
            });
  }
}
