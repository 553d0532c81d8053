package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ExpressionParser.Compiled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Features compiled against a contract: the one implementation that training and serving share.
/// Safe for many threads at once.
///
/// ```
/// feature    = one_hot | either
/// one_hot    = "one_hot" "(" field { "," text } ")"        one number for each level
/// either     = both { "or" both }
/// both       = negation { "and" negation }
/// negation   = [ "not" ] comparison
/// comparison = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
/// sum        = product { ("+" | "-") product }
/// product    = sign { ("*" | "/") sign }
/// sign       = [ "-" ] primary
/// primary    = number | text | field | function | "(" either ")"
/// function   = ("if" | "coalesce" | "log" | "abs" | "clip") "(" either { "," either } ")"
/// field      = name | "`" any characters "`"
/// text       = "'" any characters "'"                       a quote inside is written twice
/// ```
///
/// Truth is 1 or 0. What is missing stays missing through every operator; only `coalesce` replaces
/// it, and what is no finite float is missing. An unseen level of `one_hot` is 0 for every level,
/// and is reported.
public final class FeatureProgram {
  private final List<String> fields;
  private final List<String> columns;
  private final Compiled[] features;

  private FeatureProgram(List<String> fields, List<String> columns, Compiled[] features) {
    this.fields = fields;
    this.columns = columns;
    this.features = features;
  }

  /// Compiles features in their order.
  ///
  /// @param properties the contract's columns
  public static FeatureProgram compile(List<Feature> features, List<Property> properties) {
    Map<String, Property> named = ExpressionParser.byName(properties);
    Map<String, Integer> positions = new LinkedHashMap<>();
    List<Compiled> compiled = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (Feature feature : features) {
      Compiled one = compile(feature, named, positions);
      compiled.add(one);
      switch (one) {
        case Compiled.Single single -> columns.add(feature.name());
        case Compiled.OneHot oneHot ->
            oneHot.levels().forEach(level -> columns.add(feature.name() + "=" + level));
      }
    }
    demandDistinct(columns);
    return new FeatureProgram(
        List.copyOf(positions.keySet()), List.copyOf(columns), compiled.toArray(Compiled[]::new));
  }

  private static void demandDistinct(List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new Problem(
                Problem.Kind.CONFIGURATION,
                "two numbers of the model are called `%s`".formatted(Names.abbreviate(column)),
                "/features",
                "each name once",
                "rename the feature")
            .asException();
      }
    }
  }

  private static Compiled compile(
      Feature feature, Map<String, Property> properties, Map<String, Integer> positions) {
    try {
      return new ExpressionParser(feature.expression(), properties, positions).feature();
    } catch (SyntaxException e) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "feature `%s`: %s".formatted(Names.abbreviate(feature.name()), e.what()),
              "/features/%s, column %d of `%s`"
                  .formatted(
                      Names.abbreviate(feature.name()),
                      e.column(),
                      Names.abbreviate(feature.expression())),
              e.expected(),
              "")
          .asException(e);
    }
  }

  /// The contract's fields that the features use, in the order of their first use.
  public List<String> fields() {
    return fields;
  }

  /// The names of the numbers that a model sees: `living_area`, `wall=brick`.
  public List<String> columns() {
    return columns;
  }

  /// How many numbers a row becomes.
  public int width() {
    return columns.size();
  }

  /// Computes one row.
  ///
  /// @param into receives [#width] numbers from `offset` on; NaN is missing
  public void evaluate(Frame frame, int row, float[] into, int offset) {
    Frame.Column[] bound = bind(frame);
    int at = offset;
    for (Compiled feature : features) {
      switch (feature) {
        case Compiled.Single single -> into[at++] = known(single.value().value(bound, row));
        case Compiled.OneHot oneHot -> {
          String level = oneHot.value().value(bound, row);
          for (String each : oneHot.levels()) {
            into[at++] = level == null ? Float.NaN : each.equals(level) ? 1 : 0;
          }
        }
      }
    }
  }

  // A trainer refuses infinity, so one absurd row would stop every training.
  private static float known(double value) {
    float rounded = (float) value;
    return Float.isFinite(rounded) ? rounded : Float.NaN;
  }

  /// Levels of a row that training did not know, in plain words.
  public List<String> unknowns(Frame frame, int row) {
    Frame.Column[] bound = bind(frame);
    List<String> unknowns = new ArrayList<>();
    for (Compiled feature : features) {
      if (feature instanceof Compiled.OneHot oneHot) {
        String level = oneHot.value().value(bound, row);
        if (level != null && !oneHot.levels().contains(level)) {
          unknowns.add(
              "%s: `%s` was not seen in training; treated as unknown"
                  .formatted(oneHot.field(), Names.abbreviate(level)));
        }
      }
    }
    return unknowns;
  }

  private Frame.Column[] bind(Frame frame) {
    Frame.Column[] bound = new Frame.Column[fields.size()];
    for (int index = 0; index < bound.length; index++) {
      bound[index] = frame.column(fields.get(index));
    }
    return bound;
  }
}
