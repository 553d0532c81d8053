package dev.evenkeel.runners;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A server that submits an attempt, says so, and waits to be killed.
final class SubmittingProcess {
  private SubmittingProcess() {}

  /// Takes the folder, the id, the script and the time that it may take.
  public static void main(String[] arguments) throws InterruptedException {
    ProcessRunners runners = new ProcessRunners(Path.of(arguments[0]));
    Handle handle =
        runners
            .runner()
            .submit(
                ProcessRunners.shell(arguments[1], arguments[2])
                    .withLimits(StepLimits.USUAL.withTime(Duration.parse(arguments[3])))
                    .withOutputs(List.of(new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE))));
    System.out.println("submitted " + handle);
    new CountDownLatch(1).await();
  }
}
