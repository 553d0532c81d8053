package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.node.DoubleNode;

class InProcessContractTest extends StepRunnerContract {
  private @Nullable InProcessRunner runner;

  @Override
  protected StepRunner runner() {
    Map<Scenario, JavaStep> steps = new EnumMap<>(Scenario.class);
    steps.put(
        Scenario.WELL,
        call -> {
          call.log("hello");
          call.leave("rmse", DoubleNode.valueOf(0.25));
          Files.writeString(call.output("report"), "fine");
        });
    steps.put(
        Scenario.BADLY,
        _ -> {
          throw Problem.of(Problem.Kind.INPUT, "oh no", "").asException();
        });
    steps.put(Scenario.FOREVER, _ -> new CountDownLatch(1).await());
    steps.put(Scenario.NOTHING, _ -> {});
    steps.put(Scenario.NAN, call -> call.leave("rmse", DoubleNode.valueOf(Double.NaN)));
    steps.put(Scenario.UNDECLARED, call -> call.leave("rsme", DoubleNode.valueOf(1)));
    steps.put(Scenario.TOO_BIG, call -> Files.write(call.output("report"), new byte[3 << 20]));
    Map<String, JavaStep> named = new LinkedHashMap<>();
    steps.forEach((scenario, step) -> named.put(scenario.name(), step));
    InProcessRunner made =
        new InProcessRunner(
            folder.resolve("runs"), file -> file.source().toURL().openStream(), named);
    runner = made;
    return made;
  }

  @AfterEach
  void close() {
    if (runner != null) {
      runner.close();
    }
  }

  @Override
  protected Attempt attempt(String id, Scenario scenario) {
    return Attempt.of(id, 1, new Program.Builtin(scenario.name()));
  }
}
