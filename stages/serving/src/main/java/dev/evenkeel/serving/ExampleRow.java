package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Limits;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.profiles.ColumnProfile;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A row that a model takes, for documents and pages: typical of its training data where a profile
/// of them is stored, else what its file has as an example, else by the contract.
public final class ExampleRow {
  private static final long SOME_DAY_MICROS = 1_767_225_600_000_000L;
  private static final List<String> LETTERS =
      List.of(
          "a",
          "A",
          "1",
          "abc",
          "ABC",
          "A1",
          "a1",
          "x-1",
          "ann@example.org",
          "https://example.org",
          "192.0.2.1",
          "2001:db8::1",
          "YQ==",
          "00000000-0000-4000-8000-000000000000");

  private ExampleRow() {}

  /// Empty when we can think of none, as with a demanded text of an odd pattern.
  ///
  /// @param selector which version
  /// @throws dev.evenkeel.base.ProblemException when it does not answer
  public static Optional<Map<String, @Nullable Object>> of(
      Models models, Deployments deployments, String model, Selector selector) {
    try (Lease lease = deployments.acquire(model, selector, "")) {
      return of(models, lease.deployed());
    }
  }

  static Optional<Map<String, @Nullable Object>> of(Models models, Deployed deployed) {
    ModelVersion version = deployed.version();
    Optional<ReferenceProfile> profile =
        models.profile(version).map(json -> Json.mapper().readValue(json, ReferenceProfile.class));
    Optional<Frame> example = deployed.model().example();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Property input : version.description().signature().inputs()) {
      List<Object> candidates = new ArrayList<>();
      profile
          .map(known -> known.columns().get(input.name()))
          .flatMap(column -> typical(input, column))
          .ifPresent(candidates::add);
      example.flatMap(known -> first(input, known)).ifPresent(candidates::add);
      candidates.addAll(allowed(input));
      Optional<Object> value =
          candidates.stream().filter(candidate -> isTaken(input, candidate)).findFirst();
      if (value.isEmpty() && input.required()) {
        return Optional.empty();
      }
      row.put(input.name(), value.orElse(null));
    }
    return Optional.of(row);
  }

  /// As a client would write it. With a project, the model's file and the contract may mean other
  /// things by one name.
  private static Optional<Object> first(Property input, Frame example) {
    Frame.Column column = example.find(input.name()).orElse(null);
    return switch (column) {
      case Frame.Numbers numbers when input.type().isNumeric() && numbers.length() > 0 -> {
        double value = numbers.values()[0];
        yield Double.isFinite(value) ? Optional.of(number(input, value)) : Optional.empty();
      }
      case Frame.Texts texts when texts.length() > 0 -> Optional.ofNullable(texts.values()[0]);
      case Frame.Times times when input.type().isTime() && times.length() > 0 ->
          Optional.of(Formats.print(times.values()[0], input.type(), input.format()));
      case null, default -> Optional.empty();
    };
  }

  private static boolean isTaken(Property input, Object candidate) {
    RowReader.Reading reading =
        new RowReader(List.of(input))
            .read(Json.mapper().valueToTree(Map.of(input.name(), candidate)), "");
    return reading.violations().isEmpty() && reading.warnings().isEmpty();
  }

  private static List<Object> allowed(Property input) {
    List<Object> candidates = new ArrayList<>();
    input.allowed().forEach(value -> candidates.add(typed(input, value)));
    switch (input.type()) {
      case STRING -> candidates.addAll(texts(input));
      case BOOLEAN -> candidates.add(true);
      case DATE, TIMESTAMP ->
          candidates.add(Formats.print(SOME_DAY_MICROS, input.type(), input.format()));
      case INTEGER, NUMBER -> candidates.addAll(numbers(input));
    }
    return candidates;
  }

  private static Optional<Object> typical(Property input, ColumnProfile profile) {
    return switch (profile) {
      case ColumnProfile.Numeric numeric ->
          numeric.edges().isEmpty() || !input.type().isNumeric()
              ? Optional.empty()
              : Optional.of(number(input, numeric.edges().get(numeric.edges().size() / 2)));
      case ColumnProfile.Categorical categorical -> {
        int best = 0;
        for (int bin = 1; bin < categorical.counts().size(); bin++) {
          best = categorical.counts().get(bin) > categorical.counts().get(best) ? bin : best;
        }
        yield categorical.counts().isEmpty()
            ? Optional.empty()
            : Optional.of(categorical.bin(best));
      }
    };
  }

  private static Object typed(Property input, String value) {
    return input.type() == LogicalType.INTEGER || input.type() == LogicalType.NUMBER
        ? number(input, Double.parseDouble(value))
        : value;
  }

  private static Object number(Property input, double value) {
    return switch (input.type()) {
      case BOOLEAN -> value >= 0.5;
      case INTEGER -> (long) Math.rint(value);
      case NUMBER, STRING, DATE, TIMESTAMP ->
          value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : value;
    };
  }

  private static List<Object> numbers(Property input) {
    OptionalDouble least = input.minimum();
    OptionalDouble most = input.maximum();
    List<Object> numbers = new ArrayList<>();
    numbers.add(1L);
    if (least.isPresent() && most.isPresent()) {
      numbers.addFirst(number(input, least.getAsDouble() / 2 + most.getAsDouble() / 2));
    }
    least.ifPresent(value -> numbers.add(number(input, Math.ceil(value))));
    most.ifPresent(value -> numbers.add(number(input, Math.floor(value))));
    least.ifPresent(value -> numbers.add(number(input, value)));
    Limits limits = input.limits();
    limits.multipleOf().ifPresent(factor -> numbers.add(number(input, factor.doubleValue())));
    limits.above().ifPresent(bound -> numbers.add(number(input, bound.doubleValue() + 1)));
    limits.below().ifPresent(bound -> numbers.add(number(input, bound.doubleValue() - 1)));
    return numbers;
  }

  private static List<Object> texts(Property input) {
    List<Object> texts = new ArrayList<>();
    int least = Math.min(input.minLength().orElse(1), 1_000);
    for (String letters : LETTERS) {
      texts.add(letters);
      texts.add(
          letters
              .repeat(Math.ceilDiv(Math.max(1, least), letters.length()))
              .substring(0, Math.max(1, least)));
    }
    return texts;
  }
}
