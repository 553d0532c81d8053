package dev.evenkeel.runtimes;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.runtimes.formats.FolderZip;
import dev.evenkeel.runtimes.formats.Kinds;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a path is: a model of some format, or what else, in plain words.
public final class ModelFormats {
  /// Of a model's file.
  public static final long BYTES_MAX = FolderZip.BYTES_MAX;

  private static final int SHOWN_MAX = 5;

  private ModelFormats() {}

  /// The format of a model file's content, as [ModelDescription] calls it.
  ///
  /// @param where its name in messages
  /// @throws ProblemException of kind `INPUT` that says what it is instead, and how to get a model
  ///   that can be served
  public static String of(byte[] bytes, String where) {
    return Kinds.format(bytes, where);
  }

  /// Reads a model from a file, or from a folder that MLflow logged, which becomes one ZIP. Data of
  /// an ONNX graph that lie beside it are taken into it.
  ///
  /// @throws ProblemException of kind `NOT_FOUND`, `INPUT`, `TOO_LARGE` or `ENVIRONMENT`
  public static ModelFile read(Path path) {
    demandThere(path);
    String name = Optional.ofNullable(path.getFileName()).orElse(path).toString();
    if (Files.isDirectory(path)) {
      demandLogged(path);
      return new ModelFile(ModelDescription.MLFLOW_ZIP, FolderZip.pack(path), name);
    }
    byte[] bytes = bytes(path);
    String format = of(bytes, path.toString());
    if (!format.equals(ModelDescription.ONNX)) {
      return new ModelFile(format, bytes, name);
    }
    byte[] whole = OnnxRuntime.whole(bytes, beside(path), path.toString());
    return new ModelFile(format, whole, name);
  }

  private static java.util.function.Function<String, Optional<byte[]>> beside(Path graph) {
    Path folder = Optional.ofNullable(graph.toAbsolutePath().getParent()).orElseThrow();
    return name -> {
      Path file = folder.resolve(name);
      Path step = folder;
      for (Path part : Path.of(name)) {
        step = step.resolve(part);
        if (Files.isSymbolicLink(step)) {
          return Optional.empty();
        }
      }
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(bytes(file))
          : Optional.empty();
    };
  }

  private static byte[] bytes(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new Problem(Problem.Kind.INPUT, "neither a file nor a folder", path.toString(), "", "")
          .asException();
    }
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes((int) BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new Problem(
                Problem.Kind.TOO_LARGE,
                "a model of more than %d MiB".formatted(BYTES_MAX >> 20),
                path.toString(),
                "a smaller model",
                "")
            .asException();
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /// Looks only whether something is at a path.
  ///
  /// @throws ProblemException of kind `NOT_FOUND`
  public static void demandThere(Path path) {
    if (!Files.exists(path)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "the model is not there",
              path.toString(),
              "a file or a folder",
              "check the path")
          .asException();
    }
  }

  private static void demandLogged(Path folder) {
    if (Files.isRegularFile(folder.resolve("MLmodel"))) {
      return;
    }
    if (Files.exists(folder.resolve("saved_model.pb"))) {
      throw no(folder, "a model of TensorFlow", "convert it with `python -m tf2onnx.convert`");
    }
    List<String> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files =
          inside
              .limit(SHOWN_MAX)
              .map(file -> Names.abbreviate(String.valueOf(file.getFileName())))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    throw no(
        folder,
        files.isEmpty()
            ? "an empty folder"
            : "a folder without the file `MLmodel`; it holds " + String.join(", ", files),
        "name the model's file, or log the model with MLflow");
  }

  private static ProblemException no(Path folder, String what, String remedy) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a model that can be served, but " + what,
            folder.toString(),
            "the folder that MLflow logs",
            remedy)
        .asException();
  }

  private static ProblemException unreadable(Path path, IOException cause) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "the model cannot be read",
            path.toString(),
            "a readable file",
            "check its rights")
        .asException(cause);
  }
}
