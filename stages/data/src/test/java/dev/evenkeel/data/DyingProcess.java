package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;

/// Takes a batch in, in a process of its own, and stays at a step until it is killed.
final class DyingProcess {
  static final String AT_STEP = "at the step";
  static final String PUBLISHED = "published";
  static final String READY = "ready";
  static final String WHEN_TOLD = "WHEN_TOLD";

  private DyingProcess() {}

  /// Tells on the standard output how far it came.
  ///
  /// @param arguments the folder, the batch's file, and the step; or [#WHEN_TOLD] to begin when a
  ///   byte comes on the standard input, and to die nowhere
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (Database database = TestDatabases.sqlite(folder);
        Datasets datasets = TestDatasets.open(database, folder)) {
      datasets.afterEachStep(done -> {
        if (done.name().equals(arguments[2])) {
          stay();
        }
      });
      if (arguments[2].equals(WHEN_TOLD)) {
        System.out.println(READY);
        System.in.read();
      }
      Source.File batch = new Source.File(Path.of(arguments[1]));
      datasets.ingest(new Ingest("sales", CONTRACT, batch, AUGUST, "from a process of its own"));
      System.out.println(PUBLISHED);
    } catch (ProblemException e) {
      System.out.println(e.problem().kind() + ": " + e.problem().what());
    }
  }

  private static void stay() {
    System.out.println(AT_STEP);
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
