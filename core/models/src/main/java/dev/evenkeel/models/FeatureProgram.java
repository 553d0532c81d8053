package dev.evenkeel.models;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.features.Block;
import dev.evenkeel.models.features.Columns;
import dev.evenkeel.models.features.CompiledFeature;
import dev.evenkeel.models.features.CompiledFeature.Form;
import dev.evenkeel.models.features.ExpressionParser;
import dev.evenkeel.models.features.Levels;
import dev.evenkeel.models.features.SyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Features compiled against a contract: the one implementation that training and serving share.
/// Safe for many threads at once. `docs/features.md` holds the grammar and every function.
///
/// Truth is 1 or 0. What is missing stays missing through every operator; only `coalesce` replaces
/// it and `is_missing` tells it, and what is no finite float is missing. An unseen level is 0 for
/// every level of `one_hot` and missing for `category`, and is reported.
public final class FeatureProgram {
  private final List<String> fields;
  private final List<String> columns;
  private final int[] featureOf;
  private final CompiledFeature[] features;
  private final Levels[] watched;

  private FeatureProgram(
      List<Feature> written, List<String> fields, List<CompiledFeature> features) {
    List<String> columns = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int index = 0; index < written.size(); index++) {
      CompiledFeature feature = features.get(index);
      List<String> own = columns(written.get(index).name(), feature.form());
      columns.addAll(own);
      owners.addAll(Collections.nCopies(own.size(), index));
    }
    demandDistinct(columns);
    this.fields = fields;
    this.columns = List.copyOf(columns);
    this.featureOf = owners.stream().mapToInt(Integer::intValue).toArray();
    this.features = features.toArray(CompiledFeature[]::new);
    this.watched =
        features.stream().flatMap(feature -> feature.watched().stream()).toArray(Levels[]::new);
  }

  /// Compiles features in their order, for a model that takes numbers.
  ///
  /// @param properties the contract's columns
  public static FeatureProgram compile(List<Feature> features, List<Property> properties) {
    return compile(features, properties, false);
  }

  /// Compiles features for a model that reads columns: a feature may be a text, too.
  ///
  /// @param properties the contract's columns
  public static FeatureProgram compileColumns(List<Feature> features, List<Property> properties) {
    return compile(features, properties, true);
  }

  private static FeatureProgram compile(
      List<Feature> features, List<Property> properties, boolean texts) {
    Map<String, Property> named = new LinkedHashMap<>();
    properties.forEach(property -> named.put(property.name(), property));
    Map<String, Integer> positions = new LinkedHashMap<>();
    List<CompiledFeature> compiled =
        features.stream().map(feature -> compile(feature, named, positions, texts)).toList();
    return new FeatureProgram(features, List.copyOf(positions.keySet()), compiled);
  }

  private static CompiledFeature compile(
      Feature feature,
      Map<String, Property> properties,
      Map<String, Integer> positions,
      boolean texts) {
    try {
      return new ExpressionParser(feature.expression(), properties, positions).feature(texts);
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

  private static List<String> columns(String name, Form form) {
    return switch (form) {
      case Form.Single single -> List.of(name);
      case Form.Text text -> List.of(name);
      case Form.OneHot oneHot ->
          oneHot.suffixes().stream().map(suffix -> name + "=" + suffix).toList();
    };
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

  /// The contract's fields that the features use, in the order of their first use.
  public List<String> fields() {
    return fields;
  }

  /// The names of the numbers that a model sees: `living_area`, `wall=brick`.
  public List<String> columns() {
    return columns;
  }

  /// The position of the feature that each of the [#columns] belongs to.
  int[] featureOf() {
    return featureOf.clone();
  }

  /// How many numbers a row becomes.
  public int width() {
    return columns.size();
  }

  /// Computes one row.
  ///
  /// @param into receives [#width] numbers from `offset` on; NaN is missing
  public void evaluate(Frame frame, int row, float[] into, int offset) {
    Columns bound = Columns.of(frame, fields);
    int at = offset;
    for (CompiledFeature feature : features) {
      switch (feature.form()) {
        case Form.Single single -> into[at++] = known(single.value().value(bound, row));
        case Form.Text text -> throw needsColumns();
        case Form.OneHot oneHot -> {
          double index = oneHot.index().value(bound, row);
          for (int level = 0; level < oneHot.suffixes().size(); level++) {
            into[at++] = (float) Form.OneHot.is(index, level);
          }
        }
      }
    }
  }

  /// Computes all rows, column by column, with the same bits as row by row.
  ///
  /// @param into receives [#width] numbers for each row; NaN is missing
  public void evaluateAll(Frame frame, float[] into) {
    Block block = new Block(Columns.of(frame, fields), frame.rows());
    double[] register = block.numbers();
    for (; block.count() > 0; block.advance()) {
      int start = block.from() * width();
      for (CompiledFeature feature : features) {
        switch (feature.form()) {
          case Form.Single single -> {
            single.value().fill(block, register);
            scatter(register, block.count(), into, start++);
          }
          case Form.Text text -> throw needsColumns();
          case Form.OneHot oneHot -> {
            oneHot.index().fill(block, register);
            for (int level = 0; level < oneHot.suffixes().size(); level++) {
              scatter(register, level, block.count(), into, start++);
            }
          }
        }
      }
    }
  }

  private void scatter(double[] values, int count, float[] into, int start) {
    for (int row = 0; row < count; row++) {
      into[start + row * width()] = known(values[row]);
    }
  }

  private void scatter(double[] indices, int level, int count, float[] into, int start) {
    for (int row = 0; row < count; row++) {
      into[start + row * width()] = (float) Form.OneHot.is(indices[row], level);
    }
  }

  private static IllegalStateException needsColumns() {
    return new IllegalStateException(
        "Cannot compute numbers: the program was compiled for columns");
  }

  // A trainer refuses infinity, so one absurd row would stop every training.
  private static float known(double value) {
    float rounded = (float) value;
    return Float.isFinite(rounded) ? rounded : Float.NaN;
  }

  /// Computes all rows as the columns of a model that reads columns.
  public Frame columns(Frame frame) {
    Frame.Column[] computed = new Frame.Column[width()];
    int at = 0;
    for (CompiledFeature feature : features) {
      Block block = new Block(Columns.of(frame, fields), frame.rows());
      switch (feature.form()) {
        case Form.Single single -> computed[at++] = new Frame.Numbers(all(single, block, frame));
        case Form.Text text -> computed[at++] = new Frame.Texts(all(text, block, frame));
        case Form.OneHot oneHot -> {
          double[] indices = all(new Form.Single(oneHot.index()), block, frame);
          for (int level = 0; level < oneHot.suffixes().size(); level++) {
            computed[at++] = new Frame.Numbers(level(indices, level));
          }
        }
      }
    }
    Map<String, Frame.Column> named = new LinkedHashMap<>();
    for (int index = 0; index < computed.length; index++) {
      named.put(columns.get(index), computed[index]);
    }
    return new Frame(frame.rows(), named);
  }

  private static double[] all(Form.Single single, Block block, Frame frame) {
    double[] values = new double[frame.rows()];
    double[] register = block.numbers();
    for (; block.count() > 0; block.advance()) {
      single.value().fill(block, register);
      System.arraycopy(register, 0, values, block.from(), block.count());
    }
    return values;
  }

  private static @Nullable String[] all(Form.Text text, Block block, Frame frame) {
    @Nullable String[] values = new @Nullable String[frame.rows()];
    @Nullable String[] register = block.texts();
    for (; block.count() > 0; block.advance()) {
      text.value().fill(block, register);
      System.arraycopy(register, 0, values, block.from(), block.count());
    }
    return values;
  }

  private static double[] level(double[] indices, int level) {
    double[] is = new double[indices.length];
    for (int row = 0; row < is.length; row++) {
      is[row] = Form.OneHot.is(indices[row], level);
    }
    return is;
  }

  /// Levels of a row that training did not know, in plain words.
  public List<String> unknowns(Frame frame, int row) {
    return watched.length == 0 ? List.of() : unknowns(Columns.of(frame, fields), row);
  }

  /// Levels that training did not know, for each row.
  List<List<String>> allUnknowns(Frame frame) {
    if (watched.length == 0) {
      return Collections.nCopies(frame.rows(), List.of());
    }
    Columns bound = Columns.of(frame, fields);
    List<List<String>> all = new ArrayList<>(frame.rows());
    for (int row = 0; row < frame.rows(); row++) {
      all.add(unknowns(bound, row));
    }
    return all;
  }

  private List<String> unknowns(Columns bound, int row) {
    List<String> unknowns = List.of();
    for (Levels levels : watched) {
      String warning = levels.warning(bound, row);
      if (warning != null && !unknowns.contains(warning)) {
        unknowns = unknowns.isEmpty() ? new ArrayList<>() : unknowns;
        unknowns.add(warning);
      }
    }
    return unknowns;
  }
}
