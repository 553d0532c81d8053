package dev.evenkeel.models;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Linear or logistic regression on standardised columns, in our own JSON. A missing value takes
/// its column's mean. Safe for many threads at once.
public final class LinearModel implements Predictor {
  private static final String NAME = "evenkeel-linear";
  private static final int VERSION = 1;
  private static final int COLUMNS_MAX = 100_000;
  private static final int CLASSES_MAX = 10_000;

  private final int classes;
  private final List<String> columns;
  private final double[] means;
  private final double[] spreads;
  private final double[] intercepts;
  private final double[] weights;

  /// @param weights output by output; two classes have one output, that of the second
  private LinearModel(
      int classes,
      List<String> columns,
      double[] means,
      double[] spreads,
      double[] intercepts,
      double[] weights) {
    this.classes = classes;
    this.columns = List.copyOf(columns);
    this.means = means.clone();
    this.spreads = spreads.clone();
    this.intercepts = intercepts.clone();
    this.weights = weights.clone();
  }

  /// Writes a file that [#read] reads.
  ///
  /// @param classes 0 for a quantity
  /// @param spreads what each column was divided by, above 0
  /// @param intercepts one for each output: classes, but one for two of them and for a quantity
  /// @param weights of the standardised columns, output by output
  public static byte[] write(
      int classes,
      List<String> columns,
      double[] means,
      double[] spreads,
      double[] intercepts,
      double[] weights) {
    return Json.write(out -> {
      out.writeStartObject();
      out.writeStringProperty("format", NAME);
      out.writeNumberProperty("version", VERSION);
      out.writeNumberProperty("classes", classes);
      out.writeName("columns");
      out.writeStartArray();
      columns.forEach(out::writeString);
      out.writeEndArray();
      list(out, "means", means);
      list(out, "spreads", spreads);
      list(out, "intercepts", intercepts);
      list(out, "weights", weights);
      out.writeEndObject();
    });
  }

  private static void list(JsonGenerator out, String name, double[] numbers) {
    out.writeName(name);
    out.writeArray(numbers, 0, numbers.length);
  }

  /// Reads a file; a hostile or broken one is a problem.
  public static LinearModel read(ModelFile file) {
    JsonNode document = Json.parse(file.bytes(), file.where());
    if (!document.path("format").asString("").equals(NAME)
        || document.path("version").asInt(0) != VERSION) {
      throw refusal(file, "it is no `%s` of version %d".formatted(NAME, VERSION));
    }
    int classes = document.path("classes").asInt(-1);
    int width = document.path("columns").size();
    if (classes < 0 || classes == 1 || classes > CLASSES_MAX || width < 1 || width > COLUMNS_MAX) {
      throw refusal(file, "%d classes of %d columns".formatted(classes, width));
    }
    List<String> columns =
        document.path("columns").valueStream().map(each -> each.asString("")).toList();
    int outputs = classes > 2 ? classes : 1;
    double[] spreads = numbers(file, document, "spreads", width);
    if (Arrays.stream(spreads).anyMatch(spread -> spread <= 0)) {
      throw refusal(file, "a spread is not above 0");
    }
    return new LinearModel(
        classes,
        columns,
        numbers(file, document, "means", width),
        spreads,
        numbers(file, document, "intercepts", outputs),
        numbers(file, document, "weights", (long) outputs * width));
  }

  private static double[] numbers(ModelFile file, JsonNode document, String name, long size) {
    JsonNode list = document.path(name);
    double[] numbers =
        list.valueStream()
            .mapToDouble(each -> each.isNumber() ? each.asDouble() : Double.NaN)
            .toArray();
    if (!list.isArray()
        || numbers.length != size
        || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
      throw refusal(file, "%s is no list of %d numbers".formatted(name, size));
    }
    return numbers;
  }

  private static RuntimeException refusal(ModelFile file, String what) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a model that can be served: " + what,
            file.where(),
            "what a `train` step wrote",
            "train it again")
        .asException();
  }

  /// How many classes it has; 0 for a quantity.
  int classes() {
    return classes;
  }

  long memoryBytes() {
    return 8L * (weights.length + 3L * means.length) + 64L * columns.size();
  }

  @Override
  public int inputs() {
    return columns.size();
  }

  @Override
  public int outputs() {
    return classes == 0 ? 1 : classes;
  }

  @Override
  public List<String> featureNames() {
    return columns;
  }

  @Override
  public void predict(float[] row, int offset, double[] outputs) {
    double[] margins = new double[intercepts.length];
    margins(row, offset, margins);
    if (classes == 0) {
      outputs[0] = margins[0];
    } else if (classes == 2) {
      outputs[1] = 1 / (1 + StrictMath.exp(-margins[0]));
      outputs[0] = 1 - outputs[1];
    } else {
      softmax(margins, outputs);
    }
  }

  private static void softmax(double[] margins, double[] outputs) {
    double most = Arrays.stream(margins).max().orElseThrow();
    double sum = 0;
    for (int index = 0; index < margins.length; index++) {
      outputs[index] = StrictMath.exp(margins[index] - most);
      sum += outputs[index];
    }
    for (int index = 0; index < margins.length; index++) {
      outputs[index] /= sum;
    }
  }

  private void margins(float[] row, int offset, double[] margins) {
    for (int output = 0; output < margins.length; output++) {
      margins[output] = intercepts[output];
      for (int column = 0; column < means.length; column++) {
        margins[output] += contribution(row, offset, output, column);
      }
    }
  }

  private double contribution(float[] row, int offset, int output, int column) {
    float value = row[offset + column];
    return Float.isNaN(value)
        ? 0
        : weights[output * means.length + column] * ((value - means[column]) / spreads[column]);
  }

  /// What a column adds beyond its mean: for a linear model that is its SHAP value.
  @Override
  public Optional<Explainer> explainer() {
    return Optional.of(new LinearExplainer());
  }

  private final class LinearExplainer implements Explainer {
    @Override
    public int margins() {
      return intercepts.length;
    }

    @Override
    public void margins(float[] row, int offset, double[] margins) {
      LinearModel.this.margins(row, offset, margins);
    }

    @Override
    public void explain(float[] row, int offset, double[] contributions) {
      int width = means.length;
      for (int output = 0; output < intercepts.length; output++) {
        int base = output * (width + 1);
        for (int column = 0; column < width; column++) {
          contributions[base + column] = contribution(row, offset, output, column);
        }
        contributions[base + width] = intercepts[output];
      }
    }
  }

  /// The labels that it knows of itself: numbers.
  List<String> labels() {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }
}
