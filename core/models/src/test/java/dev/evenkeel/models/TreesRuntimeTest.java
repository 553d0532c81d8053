package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreesRuntimeTest {
  private static ModelFile stored(String format, String file) throws IOException {
    String path = "oracle/" + file + ".gz";
    try (InputStream in =
        Objects.requireNonNull(TreesRuntimeTest.class.getResourceAsStream(path))) {
      return new ModelFile(format, new GZIPInputStream(in).readAllBytes(), file);
    }
  }

  private static LoadedModel load(String format, String file) throws IOException {
    return new TreesRuntime().load(stored(format, file));
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-json, xgb-frame-json.json",
    "xgboost-ubj, xgb-frame-ubj.ubj",
  })
  void aDataFrameOfXgboostIsDescribedInItsWords(String format, String file) throws IOException {
    ModelDescription described = load(format, file).described();

    assertThat(described.signature().inputs())
        .containsExactly(
            Property.of("rooms", LogicalType.INTEGER, false),
            Property.of("wall", LogicalType.STRING, false)
                .withAllowed(List.of("brick", "cob", "it's", "wood"), Severity.WARNING),
            Property.of("zone", LogicalType.STRING, false)
                .withAllowed(List.of("3", "7", "11"), Severity.WARNING),
            Property.of("garden", LogicalType.BOOLEAN, false),
            Property.of("area", LogicalType.NUMBER, false));
    assertThat(described.features())
        .contains(
            new Feature("wall", "category(`wall`, 'brick', 'cob', 'it''s', 'wood')"),
            Feature.of("area"));
    assertThat(described.target()).isInstanceOf(Target.Quantity.class);
    assertThat(described.format()).isEqualTo(format);
  }

  @Test
  void aDataFrameOfLightgbmIsDescribedInItsWords() throws IOException {
    ModelDescription described = load("lightgbm-text", "lgb-frame.txt").described();

    assertThat(described.signature().inputs())
        .containsExactly(
            Property.of("area", LogicalType.NUMBER, false),
            Property.of("wall", LogicalType.STRING, false)
                .withAllowed(List.of("brick", "it's", "pisé", "wood"), Severity.WARNING),
            Property.of("zone", LogicalType.STRING, false)
                .withAllowed(List.of("3", "7", "11"), Severity.WARNING));
    assertThat(described.target().labels()).containsExactly("0", "1");
  }

  @Test
  void anExampleHasNumbersAsTheTreesAskForThem() throws IOException {
    LoadedModel model = load("lightgbm-text", "lgb-frame.txt");
    Frame example = model.example().orElseThrow();

    // It was trained on areas from 3.1 to 173.5.
    assertThat(example.numbers("area")[0]).isBetween(10.0, 170.0);
    assertThat(example.texts("wall")).containsExactly("brick");
    assertThat(Scorer.of(model.described(), model).score(example)).hasSize(1);
  }

  @Test
  void withoutNamesInputsAreCountedAndCategoriesAreCodes() throws IOException {
    ModelDescription named = load("xgboost-json", "xgb-multi-softprob.json").described();
    ModelDescription codes = load("xgboost-json", "xgb-categories-single.json").described();

    assertThat(named.signature().inputs())
        .extracting(Property::name)
        .containsExactly("f0", "f1", "f2", "f3");
    assertThat(named.target().labels()).containsExactly("0", "1", "2", "3");
    assertThat(codes.signature().inputs())
        .extracting(Property::type)
        .containsExactly(
            LogicalType.NUMBER, LogicalType.NUMBER, LogicalType.INTEGER, LogicalType.INTEGER);
    assertThat(codes.features())
        .containsExactly(Feature.of("f0"), Feature.of("f1"), Feature.of("f2"), Feature.of("f3"));
  }

  @Test
  void namesThatXgboostCutAreNotTrusted() {
    String json =
        XgboostJson.TEXT
            .replace("[\"float\", \"float\"]", "[\"c\", \"c\"]")
            .replace(
                "\"model\": {",
                "\"model\": {\"cats\": {\"enc\": [{\"offsets\": [0, 1, 2],"
                    + " \"values\": [-61, -87]}, {\"offsets\": [0, 1, 3],"
                    + " \"values\": [97, 98, 99]}]},");
    ModelFile file =
        new ModelFile("xgboost-json", json.getBytes(StandardCharsets.UTF_8), "model.json");

    List<Property> inputs = new TreesRuntime().load(file).described().signature().inputs();

    assertThat(inputs.get(0).type()).isEqualTo(LogicalType.INTEGER);
    assertThat(inputs.get(1).allowed()).containsExactly("a", "bc");
  }

  @Test
  void marginsAndContributionsComeFromTheExplainer() throws IOException {
    TreeModel model = TreeModel.read(stored("xgboost-json", "xgb-multi-softprob.json"));
    Explainer explainer = model.explainer().orElseThrow();
    double[] margins = new double[4];
    double[] contributions = new double[4 * 5];
    float[] row = {9, 1, 2, 3, Float.NaN};

    explainer.margins(row, 1, margins);
    explainer.explain(row, 1, contributions);

    assertThat(explainer.margins()).isEqualTo(4);
    double first = contributions[0] + contributions[1] + contributions[2] + contributions[3];
    assertThat(first + contributions[4])
        .isCloseTo(margins[0], org.assertj.core.api.Assertions.within(1e-5));
    assertThat(XgboostJson.read(XgboostJson.TEXT).explainer()).isEmpty();
  }

  @Test
  void sixtyFourThreadsGetTheSameAnswers() throws Exception {
    for (String[] file :
        List.of(
            new String[] {"xgboost-json", "xgb-multi-softprob.json"},
            new String[] {"lightgbm-text", "lgb-categories-float.txt"})) {
      TreeModel model = TreeModel.read(stored(file[0], file[1]));
      float[] rows = new float[4 * 500];
      for (int index = 0; index < rows.length; index++) {
        rows[index] = index % 7 == 0 ? Float.NaN : (index * 37 % 101) / 20f - 2;
      }
      double[] expected = new double[500 * model.outputs()];
      model.predictAll(rows, 500, expected);

      assertThat(differing(model, rows, expected)).isZero();
    }
  }

  private static long differing(TreeModel model, float[] rows, double[] expected)
      throws InterruptedException, ExecutionException {
    CountDownLatch all = new CountDownLatch(64);
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      List<Future<Long>> counts =
          IntStream.range(0, 64)
              .mapToObj(thread ->
                  threads.submit(() -> {
                    all.countDown();
                    all.await();
                    return differing(model, rows, expected, thread);
                  }))
              .toList();
      long differing = 0;
      for (Future<Long> count : counts) {
        differing += count.get();
      }
      return differing;
    }
  }

  private static long differing(TreeModel model, float[] rows, double[] expected, int thread) {
    int width = model.outputs();
    double[] answers = new double[width];
    long differing = 0;
    for (int call = 0; call < 5_000; call++) {
      int row = (call * 13 + thread) % 500;
      model.predict(rows, row * 4, answers);
      for (int index = 0; index < width; index++) {
        differing += answers[index] == expected[row * width + index] ? 0 : 1;
      }
    }
    return differing;
  }

  @Test
  void anUnknownFormatIsNamedWithThoseThatAreKnown() {
    Problem problem =
        Problems.of(() -> new TreesRuntime().load(new ModelFile("pmml", new byte[1], "m")));

    assertThat(problem.what()).contains("`pmml`");
    assertThat(problem.expected())
        .contains("lightgbm-text, linear-json, xgboost-json, xgboost-ubj");
  }
}
