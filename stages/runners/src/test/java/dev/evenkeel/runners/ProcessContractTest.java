package dev.evenkeel.runners;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class ProcessContractTest extends StepRunnerContract {
  private @Nullable ProcessRunners runners;

  @Override
  protected StepRunner runner() {
    ProcessRunners made = new ProcessRunners(folder);
    runners = made;
    return made.runner();
  }

  @AfterEach
  void close() {
    if (runners != null) {
      runners.close();
    }
  }

  @Override
  protected Attempt attempt(String id, Scenario scenario) {
    return ProcessRunners.shell(
        id,
        switch (scenario) {
          case WELL ->
              """
              echo hello
              echo '{"rmse": 0.25}' > "$EVENKEEL_OUTPUTS"
              printf fine > "$EVENKEEL_OUT_REPORT"
              """;
          case BADLY -> "echo 'oh no'; exit 3";
          case FOREVER -> "sleep 1000";
          case NOTHING -> "true";
          case NAN -> "echo '{\"rmse\": NaN}' > \"$EVENKEEL_OUTPUTS\"";
          case UNDECLARED -> "echo '{\"rsme\": 1}' > \"$EVENKEEL_OUTPUTS\"";
          case TOO_BIG -> "head -c 3145728 /dev/zero > \"$EVENKEEL_OUT_REPORT\"";
        });
  }
}
