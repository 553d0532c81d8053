package dev.evenkeel.runners;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.runners.keeper.Keeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The folder of one attempt under one epoch: `in/`, `out/`, `work/`, `inputs.json`,
/// `outputs.json`, and `keeper/`, which is not the program's.
record AttemptFolder(Path path) {
  private static final int CHUNK_BYTES = 1 << 16;
  // The system takes at most 128 KiB for one variable; whoever needs more reads inputs.json.
  private static final int VARIABLE_MAX = 32 << 10;
  private static final String SCRIPT_START = "#!";

  Path in() {
    return path.resolve("in");
  }

  Path out() {
    return path.resolve("out");
  }

  Path work() {
    return path.resolve("work");
  }

  Path temporary() {
    return work().resolve("tmp");
  }

  Path keeper() {
    return path.resolve(Keeper.FOLDER);
  }

  Path inputsFile() {
    return path.resolve("inputs.json");
  }

  Path outputsFile() {
    return path.resolve("outputs.json");
  }

  /// What the program may write to, or into.
  List<Path> writable() {
    return List.of(out(), work(), temporary(), outputsFile());
  }

  /// Makes it, with all that the program reads.
  void layOut(Attempt attempt, InputContents contents) throws IOException {
    layOut(attempt, contents, this);
  }

  /// Makes it, with all that the program reads.
  ///
  /// @param seen where the program will find it, which may be on another machine
  void layOut(Attempt attempt, InputContents contents, AttemptFolder seen) throws IOException {
    Files.createDirectories(path);
    for (Path folder : List.of(in(), out(), work(), temporary(), keeper())) {
      Files.createDirectory(folder);
    }
    Files.setPosixFilePermissions(keeper(), PosixFilePermissions.fromString("rwx------"));
    for (Map.Entry<String, String> file : attempt.code().entrySet()) {
      Path target = work().resolve(file.getKey());
      Files.createDirectories(target.getParent() == null ? work() : target.getParent());
      Files.writeString(target, file.getValue());
      if (file.getValue().startsWith(SCRIPT_START)) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    for (Input input : attempt.inputs()) {
      switch (input) {
        case Input.Value _ -> {}
        case Input.Files files -> layOut(files, contents);
      }
    }
    Files.write(inputsFile(), Json.write(seen.manifest(attempt)));
    Files.createFile(outputsFile());
  }

  private void layOut(Input.Files input, InputContents contents) throws IOException {
    Path base = in().resolve(input.name());
    for (Input.Item item : input.files()) {
      Path target = item.path().isEmpty() ? base : base.resolve(item.path());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      copy(input.name(), item, target, contents);
    }
    if (input.files().isEmpty()) {
      Files.createDirectories(base);
    }
  }

  private static void copy(String input, Input.Item item, Path target, InputContents contents)
      throws IOException {
    MessageDigest digest = Digests.start();
    long bytes = 0;
    try (InputStream from = contents.open(item);
        OutputStream to = Files.newOutputStream(target)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        bytes += read;
        if (bytes > item.bytes()) {
          break;
        }
        digest.update(chunk, 0, read);
        to.write(chunk, 0, read);
      }
    }
    boolean same = item.digest().isEmpty() || Digests.named(digest.digest()).equals(item.digest());
    if (bytes != item.bytes() || !same) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "input `%s` is not what it was".formatted(input),
              item.path(),
              "%d bytes%s"
                  .formatted(item.bytes(), item.digest().isEmpty() ? "" : " of " + item.digest()),
              "check where it is kept")
          .asException();
    }
  }

  private Map<String, Object> manifest(Attempt attempt) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (Input input : attempt.inputs()) {
      inputs.put(
          input.name(),
          switch (input) {
            case Input.Value value -> Map.of("value", value.value());
            case Input.Files _ -> Map.of("path", in().resolve(input.name()).toString());
          });
    }
    Map<String, Object> outputs = new LinkedHashMap<>();
    for (ExpectedOutput output : attempt.outputs()) {
      Map<String, Object> told = new TreeMap<>();
      told.put("kind", output.kind().name().toLowerCase(java.util.Locale.ROOT));
      if (output.kind() != ExpectedOutput.Kind.VALUE) {
        told.put("path", out().resolve(output.name()).toString());
      }
      outputs.put(output.name(), told);
    }
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("attempt", attempt.id());
    manifest.put("parameters", attempt.parameters());
    manifest.put("inputs", inputs);
    manifest.put("outputs", outputs);
    return manifest;
  }

  /// The variables by which the program finds all that.
  Map<String, String> variables(Attempt attempt) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("HOME", work().toString());
    variables.put("TMPDIR", temporary().toString());
    variables.put("LANG", "C.UTF-8");
    variables.put("EVENKEEL_ATTEMPT", attempt.id());
    variables.put("EVENKEEL_INPUTS", inputsFile().toString());
    variables.put("EVENKEEL_OUTPUTS", outputsFile().toString());
    attempt.parameters().forEach((name, value) -> put(variables, "PARAM", name, text(value)));
    for (Input input : attempt.inputs()) {
      switch (input) {
        case Input.Value value -> put(variables, "IN", value.name(), text(value.value()));
        case Input.Files _ ->
            put(variables, "IN", input.name(), in().resolve(input.name()).toString());
      }
    }
    for (ExpectedOutput output : attempt.outputs()) {
      if (output.kind() != ExpectedOutput.Kind.VALUE) {
        put(variables, "OUT", output.name(), out().resolve(output.name()).toString());
      }
    }
    return variables;
  }

  private static void put(Map<String, String> variables, String prefix, String name, String value) {
    if (value.length() <= VARIABLE_MAX && value.indexOf('\0') < 0) {
      variables.put(Attempt.variable(prefix, name), value);
    }
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.asString() : Json.text(value);
  }
}
