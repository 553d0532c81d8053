package dev.evenkeel.models.trees;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/// A model of a Python library with what that library answers.
///
/// @param isDouble whether the rows are doubles that floats would not hold
@SuppressWarnings("ArrayRecordComponent")
record Stored(
    String name,
    String format,
    byte[] file,
    boolean isDouble,
    double[][] rows,
    double[][] answers,
    double[][] margins,
    double[][] contributions) {
  private static final String FOLDER = "/dev/evenkeel/models/oracle/";

  static List<Stored> all() {
    List<Stored> all = new ArrayList<>();
    for (JsonNode each : Json.parse(bytes("cases.json", false), "cases.json")) {
      String name = each.path("name").asString();
      JsonNode answers = Json.parse(bytes(name + ".answers.json.gz", true), name);
      all.add(
          new Stored(
              name,
              each.path("format").asString(),
              bytes(each.path("file").asString(), true),
              each.path("precision").asString().equals("double"),
              table(answers.path("rows")),
              table(answers.path("answers")),
              table(answers.path("margins")),
              table(answers.path("contributions"))));
    }
    return all;
  }

  Ensemble read() {
    return read(file);
  }

  Ensemble read(byte[] changed) {
    return switch (format) {
      case "xgboost-json" -> XgboostReader.readJson(changed, name);
      case "xgboost-ubj" -> XgboostReader.readUbj(changed, name);
      default -> LightgbmReader.read(changed, name);
    };
  }

  float[] floats(int row) {
    float[] floats = new float[rows[row].length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) rows[row][index];
    }
    return floats;
  }

  private static double[][] table(JsonNode rows) {
    double[][] table = new double[rows.size()][];
    for (int row = 0; row < table.length; row++) {
      table[row] = new double[rows.get(row).size()];
      for (int column = 0; column < table[row].length; column++) {
        JsonNode value = rows.get(row).get(column);
        table[row][column] = value.isNull() ? Double.NaN : value.asDouble();
      }
    }
    return table;
  }

  private static byte[] bytes(String file, boolean packed) {
    try (InputStream in = Objects.requireNonNull(Stored.class.getResourceAsStream(FOLDER + file))) {
      return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
