package dev.evenkeel.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OnnxTensorsTest {
  private final OnnxRuntime runtime = new OnnxRuntime();

  @Test
  void handsEveryTypeThroughBitForBit() {
    try (LoadedModel model = runtime.load(Fixtures.file("types"))) {
      TensorModel tensors = model.tensors().orElseThrow();
      List<Tensor> given = new ArrayList<>();
      for (Datatype datatype : Datatype.values()) {
        given.add(sample(datatype));
      }
      assertThat(tensors.platform()).isEqualTo("onnx_onnxv1");
      assertThat(tensors.inputs())
          .extracting(TensorSpec::datatype)
          .containsExactlyInAnyOrder(Datatype.values());
      assertThat(tensors.outputs())
          .extracting(TensorSpec::datatype)
          .containsExactlyInAnyOrder(Datatype.values());

      List<Tensor> answers = tensors.infer(given, Set.of());

      assertThat(answers).hasSize(Datatype.values().length);
      for (Tensor answer : answers) {
        Tensor sent = sample(answer.datatype());
        assertThat(answer.name()).isEqualTo("out_" + answer.datatype());
        assertThat(answer.shape()).containsExactly(2L, 2L);
        if (answer.datatype() == Datatype.BYTES) {
          assertThat(texts(answer)).isEqualTo(texts(sent));
        } else {
          assertThat(answer.bytes()).as("%s", answer.datatype()).isEqualTo(sent.bytes());
        }
      }
    }
  }

  private static List<String> texts(Tensor tensor) {
    return tensor.values().stream().map(each -> new String(each, StandardCharsets.UTF_8)).toList();
  }

  private static Tensor sample(Datatype datatype) {
    String name = "in_" + datatype;
    List<Long> shape = List.of(2L, 2L);
    if (datatype == Datatype.BYTES) {
      return Tensor.texts(name, shape, List.of("", "ä", "🏠 home", "x".repeat(5_000)));
    }
    byte[] bytes = new byte[4 * datatype.width()];
    for (int index = 0; index < bytes.length; index++) {
      // The highest bits are set in the last element, and no float of these bits is signalling.
      bytes[index] =
          (byte) (datatype == Datatype.BOOL ? index % 2 : index < bytes.length - 1 ? index : 0xbf);
    }
    return new Tensor(name, datatype, shape, new Tensor.Fixed(ByteBuffer.wrap(bytes)));
  }

  @Test
  void answersOnlyWhatIsAskedFor() {
    try (LoadedModel model = runtime.load(Fixtures.file("matrix-zipmap"))) {
      TensorModel tensors = model.tensors().orElseThrow();
      Tensor input = Tensor.floats("X", List.of(2L, 4L), new float[8]);

      assertThat(tensors.outputs())
          .extracting(TensorSpec::name)
          .containsExactly("output_label", "output_probability");
      assertThat(tensors.infer(List.of(input), Set.of("output_probability")))
          .singleElement()
          .satisfies(answer -> {
            assertThat(answer.datatype()).isEqualTo(Datatype.FP32);
            assertThat(answer.shape()).containsExactly(2L, 3L);
          });
      assertThatThrownBy(() -> tensors.infer(List.of(input), Set.of("nothing")))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().expected()).contains("output_label"));
    }
  }

  @Test
  void refusesTensorsThatDoNotFit() {
    try (LoadedModel model = runtime.load(Fixtures.file("matmul"))) {
      TensorModel tensors = model.tensors().orElseThrow();

      assertRefused(tensors, Tensor.floats("x", List.of(2L, 3L), new float[6]), "of shape [2, 3]");
      assertRefused(tensors, Tensor.floats("x", List.of(4L), new float[4]), "of shape [4]");
      assertRefused(tensors, Tensor.floats("z", List.of(1L, 4L), new float[4]), "`x` is missing");
      assertRefused(tensors, Tensor.texts("x", List.of(1L, 1L), List.of("a")), "is BYTES");
    }
  }

  @Test
  void answersNoRowsToNoRows() {
    try (LoadedModel model = runtime.load(Fixtures.file("matmul"))) {
      TensorModel tensors = model.tensors().orElseThrow();

      List<Tensor> answers =
          tensors.infer(List.of(Tensor.floats("x", List.of(0L, 4L), new float[0])), Set.of());

      assertThat(answers)
          .singleElement()
          .satisfies(y -> assertThat(y.shape()).containsExactly(0L, 3L));
    }
  }

  @Test
  void refusesBytesThatAreNoText() {
    try (LoadedModel model = runtime.load(Fixtures.file("words"))) {
      Tensor broken =
          new Tensor(
              "word",
              Datatype.BYTES,
              List.of(1L, 1L),
              new Tensor.Variable(List.of(new byte[] {(byte) 0xff})));

      assertRefused(model.tensors().orElseThrow(), broken, "bytes that are not UTF-8");
    }
  }

  private static void assertRefused(TensorModel tensors, Tensor input, String message) {
    assertThatThrownBy(() -> tensors.infer(List.of(input), Set.of()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT))
        .hasMessageContaining(message);
  }
}
