package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CleanProgressTest {
  private final StringWriter seen = new StringWriter();

  private static void clean(CleanProgress progress) {
    progress.begin("sales", 2, 3);
    progress.at("files", 1, 900, 4_096);
    progress.at("files", 900, 900, 4_000_000);
    progress.at("orphans", 7, 7, 0);
    progress.close();
  }

  @Test
  void writesOneLineOverInATerminalAndLeavesNothing() {
    clean(new CleanProgress(new PrintWriter(seen), true, 0));

    assertThat(seen.toString())
        .contains("sales (2 of 3): files 900 of 900, 4,000,000 bytes")
        .contains("\rsales (2 of 3): orphans 7 of 7 ")
        .doesNotContain("\n")
        .endsWith(" \r");
  }

  @Test
  void writesLinesElsewhereButNotOfACleaningThatIsShort() {
    clean(new CleanProgress(new PrintWriter(seen), false, TimeUnit.MINUTES.toNanos(1)));
    assertThat(seen.toString()).isEmpty();

    clean(new CleanProgress(new PrintWriter(seen), false, 0));
    assertThat(seen.toString().lines())
        .containsExactly(
            "sales (2 of 3)",
            "sales (2 of 3): files 1 of 900, 4,096 bytes",
            "sales (2 of 3): files 900 of 900, 4,000,000 bytes",
            "sales (2 of 3): orphans 7 of 7");
  }
}
