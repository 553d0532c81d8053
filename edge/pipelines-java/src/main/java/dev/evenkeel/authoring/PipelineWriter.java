package dev.evenkeel.authoring;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes pipelines of a project as files, in its build: `java -cp …
/// dev.evenkeel.authoring.PipelineWriter target/pipelines bank.CardFraud`.
public final class PipelineWriter {
  private PipelineWriter() {}

  /// Writes each pipeline as `NAME.json`.
  ///
  /// @param arguments a folder, then classes that implement [PipelineDefinition]
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      System.err.println("Usage: PipelineWriter FOLDER CLASS...");
      System.exit(2);
    }
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      System.out.println(write(definition(name), Path.of(arguments[0])));
    }
  }

  /// Writes `NAME.json`.
  ///
  /// @return the file
  public static Path write(PipelineDefinition definition, Path folder) throws IOException {
    PipelineDocument document = definition.define();
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(document.name() + ".json"), document.json());
  }

  private static PipelineDefinition definition(String name) throws Exception {
    if (made(name) instanceof PipelineDefinition definition) {
      return definition;
    }
    throw new IllegalArgumentException(
        "Cannot write %s: it does not implement %s"
            .formatted(name, PipelineDefinition.class.getName()));
  }

  /// An instance of a class by its constructor without parameters.
  static Object made(String name) throws Exception {
    try {
      Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot find class %s: is its jar on the class path?".formatted(name), e);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "Cannot make %s: it has no constructor without parameters".formatted(name), e);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
