package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A running Evenkeel with models of both kinds, for clients of the Open Inference Protocol: trees,
/// asked by the numbers of their matrix, and ONNX graphs, asked by their own tensors.
final class ServedModels implements AutoCloseable {
  /// Trees with two classes, `stays` and `leaves`, and the inputs `x` and `y`.
  static final String TREES = "churn";

  /// Trees with three classes, `low`, `mid` and `high`.
  static final String CLASSES = "classes";

  /// One ONNX input that is a matrix of FP32.
  static final String MATRIX = "matrix";

  /// ONNX inputs of several types, a column each, and a label of text.
  static final String HOMES = "homes";

  /// An ONNX graph that answers each of its inputs, one of every datatype.
  static final String TYPES = "types";

  /// ONNX graphs, and beside each what Python answered.
  static final Path GRAPHS =
      Path.of("../../stages/runtimes/src/test/resources/onnx").toAbsolutePath().normalize();

  private final Evenkeel evenkeel;
  private final Path folder;

  private ServedModels(Evenkeel evenkeel, Path folder) {
    this.evenkeel = evenkeel;
    this.folder = folder;
  }

  static ServedModels start(Path folder) throws IOException {
    Evenkeel evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    ServedModels served = new ServedModels(evenkeel, folder);
    try {
      served.trees(TREES, "stays,leaves", 2);
      served.trees(CLASSES, "low,mid,high", 3);
      served.serve(GRAPHS.resolve("matrix.onnx"), MATRIX);
      served.serve(GRAPHS.resolve("pipeline.onnx"), HOMES);
      served.serve(GRAPHS.resolve("types.onnx"), TYPES);
      return served;
    } catch (IOException | RuntimeException | Error e) {
      evenkeel.close();
      throw e;
    }
  }

  private void trees(String name, String labels, int classes) throws IOException {
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, TreeFile.of(List.of("x", "y"), classes));
    run("model", "register", file, "--name", name, "--labels", labels);
    run("promote", name + "@1");
  }

  private void serve(Path file, String name) {
    run("model", "register", file, "--name", name);
    run("promote", name + "@1");
  }

  private void run(Object... arguments) {
    Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = evenkeel.address();
    Cli.Seen seen = Cli.run(all);
    assertThat(seen.exitCode()).as(seen.err()).isZero();
  }

  URI address() {
    return evenkeel.address();
  }

  /// For clients of gRPC, which is spoken on the same port.
  String authority() {
    return address().getAuthority();
  }

  @Override
  public void close() {
    evenkeel.close();
  }
}
