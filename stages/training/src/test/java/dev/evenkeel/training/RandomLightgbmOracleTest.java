package dev.evenkeel.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.ml.lightgbm.PredictionType;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.models.Explainer;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.TreeModel;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The tree engine against LightGBM on models of any kind, on rows of doubles that lie on the
/// thresholds and beside them, and on rows of floats. Models of several classes crash this binding
/// of the library; the stored answers of Python cover them.
class RandomLightgbmOracleTest {
  private static final int ULPS = 4;
  private static final List<String> OBJECTIVES =
      List.of(
          "regression",
          "regression reg_sqrt=true",
          "regression_l1",
          "huber",
          "poisson",
          "gamma",
          "tweedie",
          "binary",
          "binary sigmoid=0.6",
          "cross_entropy",
          "cross_entropy_lambda");

  @Test
  void anyModelAnswersAsItsLibraryDoes() {
    Seeds.each(
        60,
        random -> {
          try {
            compare(random);
          } catch (LGBMException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void compare(RandomGenerator random) throws LGBMException {
    String objective = OBJECTIVES.get(random.nextInt(OBJECTIVES.size()));
    int width = random.nextInt(2, 8);
    boolean categories = width > 2 && random.nextBoolean();
    String settings = settings(random, objective, categories);
    String text = train(random, settings, width, categories);
    try (LGBMBooster booster = LGBMBooster.loadModelFromString(text)) {
      TreeModel model =
          TreeModel.read(
              new ModelFile(
                  ModelDescription.LIGHTGBM_TEXT, text.getBytes(StandardCharsets.UTF_8), "model"));
      double[] rows = rows(random, text, width, categories);
      assertDoubles(model, booster, rows, width, settings);
      assertFloats(model, booster, rows, width, settings);
    }
  }

  private static String settings(RandomGenerator random, String objective, boolean categories) {
    StringBuilder settings = new StringBuilder("objective=").append(objective);
    settings
        .append(" verbosity=-1 num_threads=1 min_data_in_leaf=3 seed=")
        .append(random.nextInt(99));
    settings.append(" num_leaves=").append(random.nextInt(2, 40));
    settings.append(categories ? " categorical_feature=2 min_data_per_group=3 cat_smooth=1" : "");
    settings.append(
        switch (random.nextInt(5)) {
          case 0 -> " use_missing=false";
          case 1 -> " zero_as_missing=true";
          default -> "";
        });
    settings.append(
        switch (random.nextInt(4)) {
          case 0 -> " boosting=dart drop_rate=0.4";
          case 1 -> " boosting=rf bagging_freq=1 bagging_fraction=0.6";
          default -> "";
        });
    return settings.toString();
  }

  private static String train(
      RandomGenerator random, String settings, int width, boolean categories) throws LGBMException {
    FeatureMatrix rows =
        Synthetic.rows(random, random.nextInt(80, 400), width, 0, random.nextDouble(0.5));
    double[] values = new double[rows.values().length];
    float[] labels = rows.labels();
    boolean share = settings.contains("binary") || settings.contains("cross_entropy");
    for (int index = 0; index < values.length; index++) {
      float value = rows.values()[index];
      boolean code = categories && index % width == 2;
      values[index] = code ? Math.floor(Math.abs(value) * 9) : value * (1 + 1e-9);
    }
    for (int row = 0; row < labels.length; row++) {
      labels[row] = share ? (labels[row] > 0 ? 1 : 0) : 1 + Math.abs(labels[row]) / 500;
    }
    try (LGBMDataset dataset =
        LGBMDataset.createFromMat(values, rows.rows(), width, true, settings, null)) {
      dataset.setField("label", labels);
      try (LGBMBooster booster = LGBMBooster.create(dataset, settings)) {
        for (int iteration = random.nextInt(1, 30); iteration > 0; iteration--) {
          booster.updateOneIter();
        }
        return booster.saveModelToString(0, -1, LGBMBooster.FeatureImportanceType.GAIN);
      }
    }
  }

  /// Rows at each threshold, beside it and at its nearest float; and odd ones.
  private static double[] rows(RandomGenerator random, String text, int width, boolean categories) {
    List<double[]> rows = new ArrayList<>();
    String[] features = {};
    for (String line : text.lines().toList()) {
      if (line.startsWith("split_feature=")) {
        features = line.substring(line.indexOf('=') + 1).split(" ", -1);
      }
      if (line.startsWith("threshold=") && rows.size() < 900) {
        String[] thresholds = line.substring(line.indexOf('=') + 1).split(" ", -1);
        for (int node = 0; node < thresholds.length; node++) {
          double threshold = Double.parseDouble(thresholds[node].replace("inf", "Infinity"));
          for (double value :
              new double[] {
                threshold, Math.nextUp(threshold), Math.nextDown(threshold), (float) threshold
              }) {
            rows.add(row(random, width, categories, Integer.parseInt(features[node]), value));
          }
        }
      }
    }
    for (double odd :
        new double[] {
          0,
          -0.0,
          Double.NaN,
          1e-35,
          -1e-35,
          1e-36,
          2e-35,
          Double.MIN_VALUE,
          1e300,
          -1e300,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          -1,
          -0.5,
          31,
          32,
          64,
          1e10
        }) {
      for (int column = 0; column < width; column++) {
        rows.add(row(random, width, categories, column, odd));
      }
    }
    return rows.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] row(
      RandomGenerator random, int width, boolean categories, int column, double value) {
    float[] base = Synthetic.rows(random, 1, width, 0, 0.3).values();
    double[] row = new double[width];
    for (int index = 0; index < width; index++) {
      row[index] = categories && index == 2 ? Math.floor(Math.abs(base[index]) * 20) : base[index];
    }
    row[column] = value;
    return row;
  }

  private static void assertDoubles(
      TreeModel model, LGBMBooster booster, double[] rows, int width, String settings)
      throws LGBMException {
    int count = rows.length / width;
    double[] expected =
        booster.predictForMat(
            rows, count, width, true, PredictionType.C_API_PREDICT_NORMAL, "num_threads=1");
    double[] outputs = new double[model.outputs()];
    for (int row = 0; row < count; row++) {
      model.predict(rows, row * width, outputs);
      assertClose(outputs, expected, row, expected.length / count, settings);
    }
  }

  private static void assertFloats(
      TreeModel model, LGBMBooster booster, double[] rows, int width, String settings)
      throws LGBMException {
    int count = rows.length / width;
    float[] floats = new float[rows.length];
    for (int index = 0; index < rows.length; index++) {
      floats[index] = (float) rows[index];
    }
    double[] expected =
        booster.predictForMat(
            floats, count, width, true, PredictionType.C_API_PREDICT_NORMAL, "num_threads=1");
    double[] outputs = new double[model.outputs()];
    double[] batch = new double[model.outputs() * count];
    model.predictAll(floats, count, batch);
    for (int row = 0; row < count; row++) {
      model.predict(floats, row * width, outputs);
      assertClose(outputs, expected, row, expected.length / count, settings);
      assertThat(Arrays.copyOfRange(batch, row * outputs.length, (row + 1) * outputs.length))
          .isEqualTo(outputs);
    }
    if (!settings.contains("boosting=rf")) {
      assertContributions(model, booster, Arrays.copyOf(floats, 30 * width), width);
    }
  }

  /// The library adds up contributions of a random forest where it averages answers.
  private static void assertContributions(
      TreeModel model, LGBMBooster booster, float[] rows, int width) throws LGBMException {
    int count = rows.length / width;
    double[] expected =
        booster.predictForMat(
            rows, count, width, true, PredictionType.C_API_PREDICT_CONTRIB, "num_threads=1");
    Explainer explainer = model.explainer().orElseThrow();
    double[] contributions = new double[explainer.margins() * (width + 1)];
    for (int row = 0; row < count; row++) {
      explainer.explain(rows, row * width, contributions);
      double most = Arrays.stream(expected).map(Math::abs).max().orElse(0);
      for (int index = 0; index < contributions.length; index++) {
        assertThat(contributions[index])
            .isCloseTo(
                expected[row * contributions.length + index], within(1e-4 * Math.max(1, most)));
      }
    }
  }

  private static void assertClose(
      double[] outputs, double[] expected, int row, int width, String settings) {
    int first = outputs.length - width;
    for (int index = 0; index < width; index++) {
      double truth = expected[row * width + index];
      assertThat(Math.abs(outputs[first + index] - truth))
          .as("row %d of %s", row, settings)
          .isLessThanOrEqualTo(ULPS * Math.ulp(truth));
    }
  }
}
