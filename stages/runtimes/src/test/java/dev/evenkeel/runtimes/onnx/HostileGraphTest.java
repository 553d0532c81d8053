package dev.evenkeel.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that nobody's exporter writes. The native library must never see what would end the
/// process.
class HostileGraphTest {
  private static final int FLOAT = 1;

  private final OnnxRuntime runtime = new OnnxRuntime();

  @Test
  void refusesATensorThatClaimsMoreThanItHolds() {
    byte[] tensor =
        message(
            5,
            number(1, 1L << 20),
            number(1, 1L << 20),
            number(2, FLOAT),
            text(8, "huge"),
            bytes(9, new byte[8]));

    assertRefused(graph(tensor), "claims 1099511627776 elements");
  }

  @Test
  void refusesSizesThatOverflowOrAreNegative() {
    byte[] overflow =
        message(5, number(1, 1L << 40), number(1, 1L << 40), number(2, FLOAT), text(8, "w"));
    byte[] negative = message(5, number(1, -3), number(2, FLOAT), text(8, "w"));

    assertRefused(graph(overflow), "claims a size of 1099511627776");
    assertRefused(graph(negative), "claims a size of -3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../model.onnx.data", "a/../../b", "C:\\data", "", "./../b", "~/b"})
  void neverLeavesTheFolderForExternalData(String location) {
    byte[] tensor =
        message(
            5,
            number(1, 4),
            number(2, FLOAT),
            text(8, "w"),
            message(13, text(1, "location"), text(2, location)),
            number(14, 1));
    ModelFile file = file(graph(tensor));

    // A folder that would give anything that it is asked for.
    assertThatThrownBy(() -> runtime.load(file, _ -> Optional.of(new byte[1_000])))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().what()).contains("outside of the model's folder"));
  }

  @Test
  void refusesExternalDataThatAreShorterThanClaimed() {
    byte[] tensor =
        message(
            5,
            number(1, 4),
            number(2, FLOAT),
            text(8, "w"),
            message(13, text(1, "location"), text(2, "w.bin")),
            message(13, text(1, "offset"), text(2, "9223372036854775807")),
            number(14, 1));

    assertThatThrownBy(() -> runtime.load(file(graph(tensor)), _ -> Optional.of(new byte[16])))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("claims 16 bytes that `w.bin` has not");
  }

  @Test
  void refusesGraphsDeepInGraphs() {
    byte[] inner = new byte[0];
    for (int depth = 0; depth < 200; depth++) {
      byte[] attribute = message(5, text(1, "body"), bytes(6, inner), number(20, 5));
      inner = message(1, text(1, ""), text(2, "y"), text(4, "Loop"), attribute);
    }

    assertRefused(graph(inner), "graphs 17 deep in each other");
  }

  @Test
  void refusesTypesDeepInTypes() {
    byte[] type = message(1, number(1, FLOAT));
    for (int depth = 0; depth < 5_000; depth++) {
      type = message(4, bytes(1, type));
    }

    assertRefused(graph(message(12, text(1, "y"), bytes(2, type))), "types 17 deep in each other");
  }

  @Test
  void refusesATreeThatIsAChainOfAMillionBranches() {
    int nodes = 200_000;
    ByteArrayOutputStream ids = new ByteArrayOutputStream();
    ByteArrayOutputStream children = new ByteArrayOutputStream();
    ByteArrayOutputStream ends = new ByteArrayOutputStream();
    ByteArrayOutputStream modes = new ByteArrayOutputStream();
    for (int index = 0; index < nodes; index++) {
      ids.writeBytes(varint(index));
      children.writeBytes(varint(Math.min(index + 1, nodes - 1)));
      ends.writeBytes(varint(nodes - 1));
      modes.writeBytes(text(9, index < nodes - 1 ? "BRANCH_LEQ" : "LEAF"));
    }
    byte[] zeros = new byte[nodes];
    byte[] node =
        tree(
            bytes(5, list("nodes_treeids", bytes(8, zeros))),
            bytes(5, list("nodes_nodeids", bytes(8, ids.toByteArray()))),
            bytes(5, list("nodes_featureids", bytes(8, zeros))),
            bytes(5, list("nodes_truenodeids", bytes(8, children.toByteArray()))),
            bytes(5, list("nodes_falsenodeids", bytes(8, ends.toByteArray()))),
            bytes(5, list("nodes_modes", modes.toByteArray())));

    assertRefused(graph(node), "a tree");
  }

  @Test
  void refusesATreeInACircleAndLeavesOutOfRange() {
    assertRefused(graph(branches(new long[] {1, 0}, 0)), "a tree of more than 1000 levels");
    assertRefused(graph(branches(new long[] {1, 7}, 0)), "a tree with a branch to nowhere");
    assertRefused(graph(branches(new long[] {1, -1}, 0)), "a tree with a branch to nowhere");
    assertRefused(graph(branches(new long[] {1, 0}, -7)), "name a number -7 out of range");
  }

  /// Two nodes whose true branches go where told, and false ones to a leaf each.
  private static byte[] branches(long[] to, long target) {
    return tree(
        bytes(5, list("nodes_treeids", numbers(0, 0, 0, 0))),
        bytes(5, list("nodes_nodeids", numbers(0, 1, 2, 3))),
        bytes(5, list("nodes_featureids", numbers(0, 0, 0, 0))),
        bytes(5, list("nodes_truenodeids", numbers(to[0], to[1], 0, 0))),
        bytes(5, list("nodes_falsenodeids", numbers(2, 3, 0, 0))),
        bytes(
            5,
            list(
                "nodes_modes",
                text(9, "BRANCH_LEQ"),
                text(9, "BRANCH_LEQ"),
                text(9, "LEAF"),
                text(9, "LEAF"))),
        bytes(5, list("target_ids", numbers(target))),
        bytes(5, list("target_treeids", numbers(0))),
        bytes(5, list("target_nodeids", numbers(2))));
  }

  @Test
  void survivesEveryMutationOfEveryGraph() {
    List<byte[]> sound =
        List.of(
            Fixtures.file("matrix-zipmap").bytes(),
            Fixtures.file("pipeline-regressor").bytes(),
            Fixtures.file("xgboost-two").bytes(),
            Fixtures.file("words").bytes(),
            Fixtures.file("types").bytes(),
            Fixtures.file("zipmap-hidden").bytes());
    int[] refused = {0};
    Seeds.each(
        CASES,
        random -> {
          byte[] mutated = mutated(sound.get(random.nextInt(sound.size())), random);
          try (LoadedModel model = runtime.load(file(mutated))) {
            assertThat(model.described()).isNotNull();
          } catch (ProblemException e) {
            refused[0]++;
            assertThat(e.problem().kind())
                .isIn(Problem.Kind.INPUT, Problem.Kind.TOO_LARGE, Problem.Kind.UNSUPPORTED);
          }
        });
    assertThat(refused[0]).isPositive();
  }

  private static final int CASES = Integer.getInteger("evenkeel.onnx.mutations", 600);

  private static byte[] mutated(byte[] sound, RandomGenerator random) {
    byte[] mutated = sound.clone();
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[at] = (byte) random.nextInt(256);
        case 2 -> mutated[at] += (byte) (random.nextBoolean() ? 1 : -1);
        default -> {
          int from = random.nextInt(mutated.length);
          int length = Math.min(random.nextInt(16), mutated.length - Math.max(at, from));
          System.arraycopy(sound, from, mutated, at, length);
        }
      }
    }
    return mutated;
  }

  private void assertRefused(byte[] model, String what) {
    assertThatThrownBy(() -> runtime.load(file(model)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isIn(Problem.Kind.INPUT, Problem.Kind.TOO_LARGE);
              assertThat(e.problem().what()).contains(what);
            });
  }

  private static ModelFile file(byte[] bytes) {
    return new ModelFile(ModelDescription.ONNX, bytes, "hostile.onnx");
  }

  /// A model of one graph.
  private static byte[] graph(byte[]... fields) {
    byte[] imports = message(8, number(2, 17));
    return joined(number(1, 8), imports, message(7, fields));
  }

  private static byte[] tree(byte[]... attributes) {
    return message(
        1,
        text(1, "x"),
        text(2, "y"),
        text(4, "TreeEnsembleRegressor"),
        joined(attributes),
        text(7, "ai.onnx.ml"));
  }

  private static byte[] list(String name, byte[]... values) {
    return joined(text(1, name), joined(values));
  }

  private static byte[] numbers(long... numbers) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (long number : numbers) {
      packed.writeBytes(varint(number));
    }
    return bytes(8, packed.toByteArray());
  }

  private static byte[] message(int number, byte[]... content) {
    return bytes(number, joined(content));
  }

  private static byte[] text(int number, String text) {
    return bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int number, byte[] content) {
    return joined(varint((long) number << 3 | 2), varint(content.length), content);
  }

  private static byte[] number(int number, long value) {
    return joined(varint((long) number << 3), varint(value));
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      written.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    written.write((int) rest);
    return written.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
