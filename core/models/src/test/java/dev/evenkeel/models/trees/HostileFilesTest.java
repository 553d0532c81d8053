package dev.evenkeel.models.trees;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Seeds;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that nobody vouches for: each is read or refused as a problem, in bounded memory.
class HostileFilesTest {
  private static final long MEGABYTE = 1 << 20;
  private static final long ALLOCATED_MAX = 64 * MEGABYTE;
  private static final List<Stored> STORED = Stored.all();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Stored stored(String name) {
    return STORED.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xgb-categories-single",
        "xgb-wrapper",
        "xgb-dart",
        "xgb-categories-sets",
        "xgb-frame-ubj",
        "lgb-categories-float",
        "lgb-frame",
        "lgb-rf-binary"
      })
  void anyChangedBytesAreReadOrRefused(String name) {
    Stored stored = stored(name);
    Seeds.each(1_500, random -> answerOrProblem(stored, changed(stored, random)));
  }

  private static void answerOrProblem(Stored stored, byte[] file) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      Ensemble ensemble = stored.read(file);
      float[] row = new float[ensemble.inputs().size()];
      double[] answers = new double[ensemble.outputs()];
      for (float number : new float[] {0, Float.NaN, Float.POSITIVE_INFINITY, -7.5f, 1e30f}) {
        Arrays.fill(row, number);
        ensemble.predict(row, 0, answers);
      }
      if (ensemble.isExplainable()) {
        ensemble.explain(row, 0, new double[ensemble.margins() * (row.length + 1)]);
      }
    } catch (ProblemException e) {
      assertThat(e.problem().kind())
          .isIn(Problem.Kind.INPUT, Problem.Kind.MALFORMED, Problem.Kind.TOO_LARGE);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOCATED_MAX);
  }

  /// Some bytes replaced by what the format is made of, or a piece left out, doubled or cut off.
  private static byte[] changed(Stored stored, RandomGenerator random) {
    byte[] file = stored.file().clone();
    boolean binary = stored.format().equals("xgboost-ubj");
    byte[] letters = "0123456789-.eE[]{}\",:=\n xntf".getBytes(StandardCharsets.US_ASCII);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(file.length);
      file[at] =
          binary && random.nextBoolean()
              ? (byte) random.nextInt(256)
              : letters[random.nextInt(letters.length)];
    }
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + random.nextInt(40));
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(file, from);
      case 1 -> joined(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length));
      case 2 -> joined(Arrays.copyOf(file, to), Arrays.copyOfRange(file, from, file.length));
      default -> file;
    };
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    out.writeBytes(tail);
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "num_leaves=9 | num_leaves=9999999 | leaf_value is no list of 9999999",
        "num_leaves=9 | num_leaves=-1 | num_leaves is",
        "max_feature_idx=3 | max_feature_idx=4 | 4 feature names",
        "max_feature_idx=3 | max_feature_idx=999999999 | max_feature_idx is",
        "num_tree_per_iteration=1 | num_tree_per_iteration=5 | 5 trees an iteration",
        "objective=binary sigmoid:1 | objective=binary sigmoid:-1 | sigmoid:-1",
        "objective=binary | objective=sorcery | objective `sorcery`",
        "is_linear=0 | is_linear=1 | leaves that are linear models",
        "end of trees | | the file ends among its trees",
        "tree\\nversion | forest\\nversion | not LightGBM's text",
      })
  void lightgbmFilesAreRefusedWithWhatIsWrong(String right, @Nullable String wrong, String what) {
    Stored stored = stored("lgb-rf-binary");
    String text = new String(stored.file(), StandardCharsets.UTF_8);
    String changed =
        wrong == null
            ? text.substring(0, text.indexOf(right))
            : text.replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));

    assertThat(changed).isNotEqualTo(text);
    assertThat(refusal(stored, changed.getBytes(StandardCharsets.UTF_8)).what()).contains(what);
  }

  @Test
  void aLightgbmTreeThatRunsInACircleIsRefused() {
    Stored stored = stored("lgb-rf-binary");
    String text = new String(stored.file(), StandardCharsets.UTF_8);
    String changed = text.replaceFirst("left_child=\\S+", "left_child=0");

    assertThat(changed).isNotEqualTo(text);
    assertThat(refusal(stored, changed.getBytes(StandardCharsets.UTF_8)).what())
        .contains("run in a circle");
  }

  @Test
  void lengthsBeyondTheFileAreRefusedBeforeAnythingIsAllocated() {
    byte[] list =
        ByteBuffer.allocate(16).put("{i\u0001a[$d#L".getBytes(StandardCharsets.ISO_8859_1)).array();
    byte[] text =
        ByteBuffer.allocate(12).put(new byte[] {'{', 'L'}).putLong(Long.MAX_VALUE).array();
    byte[] huge = ByteBuffer.wrap(list).putInt(8, 0x4c7f_ffff).array();

    for (byte[] file : List.of(huge, text)) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertThat(refusal(stored("xgb-dart"), file).kind()).isEqualTo(Problem.Kind.MALFORMED);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEGABYTE);
    }
  }

  @Test
  void nestingIsBounded() {
    byte[] lists = new byte[1_000_000];
    Arrays.fill(lists, (byte) '[');
    byte[] binary = lists.clone();
    System.arraycopy("{i\u0001a".getBytes(StandardCharsets.ISO_8859_1), 0, binary, 0, 4);
    byte[] json = lists.clone();
    System.arraycopy("{\"a\":".getBytes(StandardCharsets.US_ASCII), 0, json, 0, 5);

    assertThat(refusal(stored("xgb-dart"), binary).kind()).isEqualTo(Problem.Kind.TOO_LARGE);
    assertThat(refusal(stored("xgb-wrapper"), json).kind()).isEqualTo(Problem.Kind.TOO_LARGE);
  }

  @Test
  void otherFormsOfXgboostAreRefusedWithAdvice() {
    byte[] old = new byte[500];
    System.arraycopy("binf".getBytes(StandardCharsets.US_ASCII), 0, old, 0, 4);
    byte[] linear =
        """
        {"learner": {"learner_model_param": {"num_feature": "2"},
          "gradient_booster": {"name": "gblinear"}, "objective": {"name": "reg:squarederror"}}}
        """
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(refusal(stored("xgb-wrapper"), old).what()).contains("old binary format");
    assertThat(refusal(stored("xgb-wrapper"), linear).what()).contains("no trees");
    assertThat(refusal(stored("xgb-wrapper"), linear).remedy()).contains("gbtree");
  }

  private static Problem refusal(Stored stored, byte[] file) {
    return Problems.of(() -> stored.read(file));
  }
}
