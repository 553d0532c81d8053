package dev.evenkeel.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// What a model says of one row.
///
/// @param label the class, in the model's words; empty for a model of quantities
/// @param probabilities of every class; empty for a model of quantities
/// @param value the quantity; empty for a model of classes
/// @param version that answered
/// @param alias that led to it; empty when the version was asked for by its number
/// @param id names the prediction when its truth is told later
/// @param warnings rules of the contract that the row breaks without being refused
public record Prediction(
    Optional<String> label,
    Map<String, Double> probabilities,
    OptionalDouble value,
    String model,
    String version,
    Optional<String> alias,
    String id,
    List<String> warnings) {
  public Prediction {
    probabilities = Map.copyOf(probabilities);
    warnings = List.copyOf(warnings);
  }

  static Prediction of(JsonNode answer) {
    JsonNode value = answer.path("value");
    return new Prediction(
        text(answer.path("label")),
        answer.has("probabilities")
            ? Http.JSON.convertValue(
                answer.path("probabilities"),
                Http.JSON.getTypeFactory().constructMapType(Map.class, String.class, Double.class))
            : Map.of(),
        value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty(),
        answer.path("model").asString(""),
        answer.path("version").asString(""),
        text(answer.path("alias")),
        answer.path("predictionId").asString(""),
        answer.path("warnings").valueStream().map(each -> each.asString("")).toList());
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }

  /// The class as a constant of the same name, in any case, with `_` for what a name cannot hold.
  ///
  /// @throws EvenkeelException when the model says something else, or a quantity
  public <E extends Enum<E>> E label(Class<E> type) {
    String said = label.orElse("");
    String name = said.replaceAll("[^A-Za-z0-9_]", "_");
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    throw new EvenkeelException(
        0,
        "",
        "%s@%s says `%s`, which is none of %s"
            .formatted(model, version, said, List.of(type.getEnumConstants())));
  }

  /// How sure the model is of its label.
  public OptionalDouble probability() {
    return label.map(probabilities::get).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
