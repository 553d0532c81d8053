package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.models.trees.TreeInput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tree ensembles, and linear models that a `train` step wrote, by the engines of this room.
public final class TreesRuntime implements ModelRuntime {
  private static final Set<String> FORMATS =
      Set.of(
          ModelDescription.XGBOOST_JSON,
          ModelDescription.XGBOOST_UBJ,
          ModelDescription.LIGHTGBM_TEXT,
          ModelDescription.LINEAR_JSON);

  @Override
  public String name() {
    return "trees";
  }

  @Override
  public Set<String> formats() {
    return FORMATS;
  }

  @Override
  public LoadedModel load(ModelFile file) {
    if (file.format().equals(ModelDescription.LINEAR_JSON)) {
      return new LoadedLinear(LinearModel.read(file));
    }
    return new LoadedTrees(TreeModel.read(file), file.format());
  }

  static ProblemException unknown(ModelFile file) {
    return new Problem(
            Problem.Kind.INPUT,
            "models of format `%s` cannot be loaded".formatted(Names.abbreviate(file.format())),
            file.where(),
            "one of " + FORMATS.stream().sorted().collect(Collectors.joining(", ")),
            "save the model in one of these formats")
        .asException();
  }

  private record LoadedTrees(TreeModel engine, String format) implements LoadedModel {
    private static final MathContext READABLE = new MathContext(3);

    @Override
    public ModelDescription described() {
      List<Property> inputs = new ArrayList<>();
      List<Feature> features = new ArrayList<>();
      List<TreeInput> described = engine.describedInputs();
      for (int index = 0; index < described.size(); index++) {
        TreeInput input = described.get(index);
        String name = name(input, index);
        inputs.add(property(name, input));
        features.add(feature(name, input));
      }
      return new ModelDescription(new Signature(inputs), features, target(), format);
    }

    private Target target() {
      if (engine.isQuantity()) {
        return new Target.Quantity("prediction", Duration.ZERO);
      }
      return new Target.Classes(
          "prediction",
          Duration.ZERO,
          IntStream.range(0, engine.outputs()).mapToObj(String::valueOf).toList());
    }

    private static Property property(String name, TreeInput input) {
      return switch (input.type()) {
        case NUMBER -> Property.of(name, LogicalType.NUMBER, false);
        case WHOLE_NUMBER -> Property.of(name, LogicalType.INTEGER, false);
        case TRUTH -> Property.of(name, LogicalType.BOOLEAN, false);
        case CATEGORY ->
            input.levels().isEmpty()
                ? Property.of(name, LogicalType.INTEGER, false)
                : Property.of(name, LogicalType.STRING, false)
                    .withAllowed(input.levels(), Severity.WARNING);
      };
    }

    private static Feature feature(String name, TreeInput input) {
      Feature whole = Feature.of(name);
      if (input.levels().isEmpty()) {
        return whole;
      }
      String levels =
          input.levels().stream()
              .map(level -> "'" + level.replace("'", "''") + "'")
              .collect(Collectors.joining(", "));
      return new Feature(name, "category(%s, %s)".formatted(whole.expression(), levels));
    }

    /// The file has no row, but the numbers that its trees ask for.
    @Override
    public Optional<Frame> example() {
      double[] typical = engine.typical();
      List<TreeInput> inputs = engine.describedInputs();
      Map<String, Frame.Column> columns = new LinkedHashMap<>();
      for (int index = 0; index < inputs.size(); index++) {
        columns.put(name(inputs.get(index), index), column(inputs.get(index), typical[index]));
      }
      return Optional.of(new Frame(1, columns));
    }

    // What no tree asks for is missing, so that a contract may tell of it.
    private static Frame.Column column(TreeInput input, double typical) {
      if (!input.levels().isEmpty()) {
        return new Frame.Texts(new String[] {input.levels().getFirst()});
      }
      double number =
          switch (input.type()) {
            case NUMBER -> Double.isFinite(typical) ? readable(typical) : Double.NaN;
            case WHOLE_NUMBER -> Math.rint(typical);
            case TRUTH -> 1;
            case CATEGORY -> 0;
          };
      return new Frame.Numbers(new double[] {number});
    }

    private static double readable(double number) {
      return new BigDecimal(number).round(READABLE).doubleValue();
    }

    private static String name(TreeInput input, int index) {
      return input.name().isEmpty() ? "f" + index : input.name();
    }

    @Override
    public long memoryBytes() {
      return engine.memoryBytes();
    }

    @Override
    public String runsOn() {
      return "native trees";
    }
  }
}
