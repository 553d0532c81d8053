package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.TestPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A file scored by a model that only Python can load.
@Timeout(300)
class ScorePythonTest {
  private static final String LOG =
      """
      import mlflow, pandas

      class Sum(mlflow.pyfunc.PythonModel):
          def predict(self, context, model_input, params=None):
              return model_input["a"] * 2 + model_input["b"]

      rows = pandas.DataFrame({"a": [1.0, 2.0], "b": [0.5, 0.25]})
      mlflow.pyfunc.save_model(
          "sum", python_model=Sum(), input_example=rows, pip_requirements=["pandas", "mlflow"])
      """;

  @TempDir Path folder;

  @Test
  void itsWorkersAnswerInTheOrderOfTheRows() throws Exception {
    Path python = TestPython.with("mlflow", "pandas");
    TestPython.run(python, folder, Files.writeString(folder.resolve("log.py"), LOG));
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(
        home.resolve("server.yaml"),
        "runtimes:\n  python:\n    interpreter: %s\n    workers: 2\n".formatted(python));
    StringBuilder rows = new StringBuilder("a,b\n");
    for (int row = 0; row < 3_000; row++) {
      rows.append(row).append(",0.5\n");
    }
    Path from = Files.writeString(folder.resolve("in.csv"), rows);
    Path to = folder.resolve("out.csv");

    Cli.Seen seen =
        Cli.run(
            "score",
            folder.resolve("sum"),
            from,
            to,
            "--home",
            home,
            "--batch-size",
            100,
            "--keep",
            "a");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    List<String> lines = Files.readAllLines(to);
    assertThat(lines).hasSize(3_001);
    for (int row = 0; row < 3_000; row++) {
      assertThat(lines.get(row + 1)).startsWith("%d,%s,sum,".formatted(row, 2.0 * row + 0.5));
    }
  }
}
