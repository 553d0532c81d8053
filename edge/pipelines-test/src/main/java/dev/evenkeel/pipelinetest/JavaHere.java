package dev.evenkeel.pipelinetest;

import dev.evenkeel.authoring.StepHere;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import java.nio.file.Path;
import java.util.Map;

/// Steps that are classes, in the test's own process.
final class JavaHere implements StepAction {
  static final String NAME = "java";

  private final StepHere here;
  private final Thrown thrown;

  JavaHere(Path files, Thrown thrown) {
    this.here = new StepHere(files);
    this.thrown = thrown;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Map<String, String> with) {
    StepHere.check(with.getOrDefault("class", ""));
  }

  @Override
  public Map<String, String> run(StepContext context) {
    return thrown.by(
        () -> here.run(context.with().getOrDefault("class", ""), context.step().inputs()));
  }
}
