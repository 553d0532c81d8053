package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/// Models logged by a script at test time, since a stored pickle would fit one version only.
final class LoggedFolders {
  private final Path folder;

  private LoggedFolders(Path folder) {
    this.folder = folder;
  }

  static LoggedFolders log(Path python, Path folder, String script, String... more)
      throws Exception {
    Path file = folder.resolve(script);
    try (InputStream source =
        Objects.requireNonNull(LoggedFolders.class.getResourceAsStream(script))) {
      Files.copy(source, file);
    }
    String[] arguments = new String[1 + more.length];
    arguments[0] = folder.toString();
    System.arraycopy(more, 0, arguments, 1, more.length);
    TestPython.run(python, folder, file, arguments);
    return new LoggedFolders(folder);
  }

  ModelFile file(String name) throws IOException {
    return new ModelFile(ModelDescription.MLFLOW_ZIP, zip(folder.resolve(name)), name);
  }

  private static byte[] zip(Path model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        var files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(model.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /// What Python itself answered, row after row.
  double[] expected(String name) throws IOException {
    JsonNode rows =
        Json.parse(Files.readAllBytes(folder.resolve(name).resolve("expected.json")), name);
    return rows.valueStream()
        .flatMapToDouble(row -> row.valueStream().mapToDouble(JsonNode::asDouble))
        .toArray();
  }

  /// The rows that it answered for, by the names of the model's columns.
  Frame rows(String text, String... numbers) throws IOException {
    JsonNode document = Json.parse(Files.readAllBytes(folder.resolve("rows.json")), "rows");
    JsonNode data = document.get("data");
    Map<String, Frame.Column> columns = new java.util.LinkedHashMap<>();
    if (!text.isEmpty()) {
      columns.put(
          text,
          new Frame.Texts(
              data.valueStream().map(row -> row.get(0).asString()).toArray(String[]::new)));
    }
    List<String> names = Arrays.asList(numbers);
    for (int index = 0; index < names.size(); index++) {
      int position = index + 1;
      columns.put(
          names.get(index),
          new Frame.Numbers(
              data.valueStream().mapToDouble(row -> row.get(position).asDouble()).toArray()));
    }
    return new Frame(data.size(), columns);
  }
}
