package dev.evenkeel.authoring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs [StepCode] in this process, for tests.
public final class StepHere {
  private static final String DIGEST = "sha256:";

  private final Path files;

  /// Keeps what steps write as files.
  ///
  /// @param files a folder, made when it is needed
  public StepHere(Path files) {
    this.files = files;
  }

  /// Refuses a class that is no step.
  ///
  /// @throws IllegalArgumentException that says what it lacks
  public static void check(String code) {
    StepCodes.run(found(code));
  }

  /// Runs it over values as texts; a file is named by its digest.
  ///
  /// @throws Exception what the step throws
  public Map<String, String> run(String code, Map<String, String> inputs) throws Exception {
    Method run = StepCodes.run(found(code));
    run.setAccessible(true);
    Manifest manifest = Manifest.of(inputs, this::kept);
    Record in = manifest.bind(run.getParameterTypes()[0].asSubclass(Record.class));
    try {
      if (run.invoke(PipelineWriter.made(code), in) instanceof Record answer) {
        return texts(answer);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    throw new IllegalArgumentException("The step answered nothing");
  }

  private Map<String, String> texts(Record answer) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (RecordComponent component : answer.getClass().getRecordComponents()) {
      Object value = Ports.value(answer, component);
      boolean isFile = value instanceof FileRef file && file.reference().isEmpty();
      texts.put(component.getName(), isFile ? keep((FileRef) value) : Ports.text(value));
    }
    return texts;
  }

  private String keep(FileRef file) throws IOException {
    Path path = file.path().orElseThrow();
    String digest = digest(path);
    Files.createDirectories(files);
    Path kept = files.resolve(digest);
    if (!Files.exists(kept)) {
      Files.copy(path, kept);
    }
    return DIGEST + digest;
  }

  private Path kept(String reference) {
    return files.resolve(
        reference.startsWith(DIGEST) ? reference.substring(DIGEST.length()) : reference);
  }

  private static String digest(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        DigestInputStream read =
            new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
      read.skipNBytes(Files.size(file));
      return HexFormat.of().formatHex(read.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> found(String code) {
    try {
      return Class.forName(code);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot find class %s: is it on the class path?".formatted(code), e);
    }
  }
}
