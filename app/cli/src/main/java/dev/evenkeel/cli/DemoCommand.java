package dev.evenkeel.cli;

import dev.evenkeel.automation.FirstModel;
import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The main job on real data.
@Command(
    name = "demo",
    description =
        "Replays five years of home sales: a real model serves, ages, is retrained, promoted and refused.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Mixin ReplayOptionsMixin options;
  @Spec CommandSpec spec;

  DemoCommand() {
    options = new ReplayOptionsMixin();
    spec = CommandSpec.create();
  }

  @Override
  public Integer call() throws InterruptedException {
    Path folder =
        Path.of(System.getProperty("evenkeel.examples", "examples")).resolve("home-sales");
    if (!Files.isDirectory(folder)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "the example is missing",
              folder.toString(),
              "examples/home-sales of the repository",
              "start the command from a clone of the repository: ./evenkeel demo")
          .asException();
    }
    LoopProject project = LoopProject.read(folder);
    return new ReplayRun(options, Homes.choose(options.home, folder), spec.commandLine().getOut())
        .run(_ -> project, new FirstModel.Trained());
  }
}
