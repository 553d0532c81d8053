package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.serving.oip.InferRequest;
import dev.evenkeel.serving.oip.Inference;
import dev.evenkeel.store.TestDatabases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Answers of a model with tensors of its own are in the prediction log like all others.
class OwnTensorsLogTest {
  private static final String M = TestModels.NAME;

  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  /// Answers the same tensors, whatever it is asked.
  private record Fixed(List<Tensor> answers) implements TensorModel {
    @Override
    public String platform() {
      return "fake";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("in", Datatype.INT32, List.of(-1L)));
    }

    @Override
    public List<TensorSpec> outputs() {
      return answers.stream()
          .map(answer -> new TensorSpec(answer.name(), answer.datatype(), answer.shape()))
          .toList();
    }

    @Override
    public List<Tensor> infer(List<Tensor> inputs, Set<String> wanted) {
      return answers.stream()
          .filter(answer -> wanted.isEmpty() || wanted.contains(answer.name()))
          .toList();
    }
  }

  private void serve(Target target, Tensor... answers) {
    FakeRuntime.Behaviour behaviour = new FakeRuntime.Behaviour();
    behaviour.tensors = Optional.of(new Fixed(List.of(answers)));
    behaviour.outputs = Math.max(1, target.labels().size());
    serving.runtime.behaviours.put("own", behaviour);
    serving.promote(TestModels.fake(M, "own", target));
  }

  private static Tensor longs(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return new Tensor(name, Datatype.INT64, List.of((long) values.length), new Tensor.Fixed(bytes));
  }

  private void ask(String data) {
    int rows = data.split(",").length;
    assertThat(
            serving
                .call(
                    "POST",
                    "/v2/models/%s/infer".formatted(M),
                    "{\"inputs\": [{\"name\": \"in\", \"shape\": [%d], \"datatype\": \"INT32\", \"data\": [%s]}]}"
                        .formatted(rows, data),
                    Map.of())
                .status())
        .isEqualTo(200);
  }

  private List<JsonNode> logged() {
    serving.log.flush();
    return serving.lines("/api/v1/models/%s/predictions".formatted(M), "").stream()
        .map(line -> Json.mapper().readTree(line))
        .toList();
  }

  @Test
  void labelsAndProbabilitiesAreKeptForEachRow() {
    serve(
        TestModels.CLASSES,
        Tensor.texts("output_label", List.of(2L), List.of("mid", "entry")),
        Tensor.floats(
            "scores", List.of(2L, 3L), new float[] {0.25f, 0.5f, 0.25f, 0.75f, 0.25f, 0}));

    ask("7, 8");

    List<JsonNode> rows = logged();
    assertThat(rows)
        .extracting(row -> row.path("label").stringValue())
        .containsExactly("mid", "entry");
    assertThat(rows.getFirst().path("probabilities").path("mid").doubleValue()).isEqualTo(0.5);
    assertThat(rows.getFirst().path("protocol").stringValue()).isEqualTo(AnsweredRequest.V2);
  }

  @Test
  void probabilitiesAloneSayTheLabel() {
    serve(
        TestModels.CLASSES,
        Tensor.floats("scores", List.of(1L, 3L), new float[] {0.125f, 0.125f, 0.75f}));

    ask("7");

    assertThat(logged())
        .extracting(row -> row.path("label").stringValue())
        .containsExactly("premium");
  }

  @Test
  void numbersOfAQuantityAreItsValue() {
    serve(
        TestModels.QUANTITY,
        longs("rank", 1, 2),
        Tensor.floats("variable", List.of(2L, 1L), new float[] {1.5f, -2.5f}));

    ask("7, 8");

    assertThat(logged())
        .extracting(row -> row.path("value").doubleValue())
        .containsExactly(1.5, -2.5);
  }

  @Test
  void otherOutputsAreKeptAsAShortText() {
    serve(
        TestModels.CLASSES,
        longs("tokens", 9_007_199_254_740_993L, 2),
        Tensor.floats("vectors", List.of(2L, 6L), new float[12]),
        Tensor.texts("state", List.of(1L), List.of("x".repeat(10_000))));

    ask("7, 8");

    List<JsonNode> rows = logged();
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().path("label").stringValue())
        .startsWith("tokens [9007199254740993]; vectors [0.0, 0.0, 0.0, 0.0, ...]; state [xxx")
        .hasSizeLessThan(300);
    assertThat(rows.getLast().path("label").stringValue()).startsWith("tokens [2]; ");
  }

  @Test
  void anAnswerThatIsNotByRowIsOne() {
    serve(TestModels.QUANTITY, Tensor.floats("all", List.of(1L, 4L), new float[] {1, 2, 3, 4}));

    ask("7, 8, 9");

    assertThat(logged())
        .extracting(row -> row.path("label").asString(""))
        .containsExactly("all [1.0, 2.0, 3.0, 4.0]");
  }

  @Test
  void grpcIsLoggedAsItself() {
    serve(TestModels.QUANTITY, Tensor.floats("variable", List.of(1L), new float[] {4}));
    Tensor in =
        new Tensor("in", Datatype.INT32, List.of(1L), new Tensor.Fixed(ByteBuffer.allocate(4)));

    new Inference(serving.deployments, serving.log, serving.clock)
        .infer(
            new InferRequest(
                M,
                new Selector.Traffic(),
                "",
                List.of(in),
                List.of(),
                Deadlines.NONE,
                "",
                "",
                AnsweredRequest.GRPC));

    assertThat(logged())
        .extracting(row -> row.path("protocol").stringValue() + row.path("value").doubleValue())
        .containsExactly("grpc4.0");
  }
}
