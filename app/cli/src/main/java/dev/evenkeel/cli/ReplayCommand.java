package dev.evenkeel.cli;

import dev.evenkeel.automation.FirstModel;
import dev.evenkeel.automation.LoopProject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What Evenkeel would have done with a history.
@Command(
    name = "replay",
    description =
        "Shows what would have happened on a history: what a frozen model would have lost, when and why it would have been retrained.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PROJECT|FILE",
      description = "Folder of a model project, or a CSV or Parquet file.")
  Path what;

  @Mixin ReplayOptionsMixin options;

  ReplayCommand() {
    what = Path.of("");
    options = new ReplayOptionsMixin();
  }

  @Override
  public Integer call() throws InterruptedException {
    return new ReplayRun(options, Homes.choose(options.home, what))
        .run(LoopProject.read(what), new FirstModel.Trained());
  }
}
