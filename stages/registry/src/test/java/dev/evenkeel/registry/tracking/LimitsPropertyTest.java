package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LimitsPropertyTest {
  @Test
  void aKeyIsTakenExactlyWhenPythonsNormpathLeavesItAlone() {
    Seeds.each(
        5_000,
        random -> {
          String key = randomKey(random);

          assertThat(isTaken(key)).as(key).isEqualTo(isUniquePath(key));
        });
  }

  @Test
  void aLocationThatIsTakenNeverClimbsOrNamesAHost() {
    Seeds.each(
        5_000,
        random -> {
          String location = "mlflow-artifacts:" + randomText(random, "/..:;?#%\\ab2eF\n");
          boolean taken;
          try {
            Limits.location(location);
            taken = true;
          } catch (ProblemException e) {
            taken = false;
          }

          if (taken) {
            assertThat(location)
                .doesNotContain("/../")
                .doesNotContain("//")
                .doesNotContain("%")
                .doesNotContain("#")
                .doesNotContain("?")
                .doesNotEndWith("/..");
          }
        });
  }

  private static boolean isTaken(String key) {
    try {
      Limits.key("key", key);
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  private static String randomKey(RandomGenerator random) {
    return randomText(random, "/../.ab");
  }

  private static String randomText(RandomGenerator random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  /// `path_not_unique` of `mlflow/utils/validation.py`, by the words of Python's `posixpath`.
  private static boolean isUniquePath(String key) {
    String normal = normpath(key);
    return normal.equals(key)
        && !normal.equals(".")
        && !normal.startsWith("..")
        && !normal.startsWith("/");
  }

  private static String normpath(String path) {
    boolean isAbsolute = path.startsWith("/");
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      boolean goesUp = part.equals("..");
      if (goesUp && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!goesUp || !isAbsolute) {
        parts.addLast(part);
      }
    }
    String joined = String.join("/", parts);
    return isAbsolute ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
