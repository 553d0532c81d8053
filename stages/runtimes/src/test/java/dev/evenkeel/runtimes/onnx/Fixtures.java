package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The graphs that `make.py` made, and what Python answered.
final class Fixtures {
  private Fixtures() {}

  static ModelFile file(String name) {
    return new ModelFile(ModelDescription.ONNX, bytes("/onnx/" + name + ".onnx"), name);
  }

  static JsonNode stored(String name) {
    return Json.parse(bytes("/onnx/" + name + ".json"), name);
  }

  static byte[] bytes(String resource) {
    try (InputStream stream = Fixtures.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("Cannot find " + resource);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[][] outputs(JsonNode stored) {
    return StreamSupport.stream(stored.get("outputs").spliterator(), false)
        .map(Fixtures::numbers)
        .toArray(double[][]::new);
  }

  static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(each -> each.isNull() ? Double.NaN : each.doubleValue())
        .toArray();
  }

  static List<String> labels(JsonNode stored) {
    return StreamSupport.stream(stored.get("labels").spliterator(), false)
        .map(JsonNode::asString)
        .toList();
  }

  /// Rows of objects, or of numbers called `f0` and so on.
  static Frame rows(JsonNode stored) {
    JsonNode rows = stored.get("rows");
    int count = rows.size();
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    if (rows.get(0).isArray()) {
      for (int index = 0; index < rows.get(0).size(); index++) {
        double[] values = new double[count];
        int at = index;
        Arrays.setAll(values, row -> numbers(rows.get(row))[at]);
        columns.put("f" + index, new Frame.Numbers(values));
      }
    } else {
      rows.get(0).propertyNames().forEach(name -> columns.put(name, column(rows, name)));
    }
    return new Frame(count, columns);
  }

  private static Frame.Column column(JsonNode rows, String name) {
    if (rows.get(0).get(name).isString()) {
      @Nullable String[] texts = new @Nullable String[rows.size()];
      Arrays.setAll(texts, row -> rows.get(row).get(name).asString());
      return new Frame.Texts(texts);
    }
    double[] values = new double[rows.size()];
    Arrays.setAll(
        values,
        row -> {
          JsonNode value = rows.get(row).get(name);
          return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
        });
    return new Frame.Numbers(values);
  }
}
