package dev.evenkeel.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Results of earlier checks, and what is odd beside them.
class ResultHistoryTest {
  @TempDir Path folder;

  private static PastRun run(long rows, long nulls) {
    return new PastRun(
        Instant.parse("2026-05-01T00:00:00Z"),
        "c@1.0.0",
        "t",
        rows,
        Map.of("a \"b\n", nulls),
        List.of(
            new PastRun.PastResult(
                "a Required", "a", "Required", Outcome.FAILED, Optional.of(new BigDecimal("3")))));
  }

  @Test
  void keepsRunsInTheirOrder() {
    ResultHistory history = ResultHistory.of(folder, "sales");
    history.append(run(1, 0));
    history.append(run(2, 1));
    history.append(run(3, 0));

    assertThat(history.file()).hasFileName("sales.results.jsonl");
    assertThat(history.read("t", 10)).containsExactly(run(1, 0), run(2, 1), run(3, 0));
    assertThat(history.read("", 2)).extracting(PastRun::rows).containsExactly(2L, 3L);
    assertThat(history.read("other", 10)).isEmpty();
  }

  @Test
  void aContractsIdNamesNoOtherFile() {
    assertThat(ResultHistory.of(folder, "../../etc/passwd").file().getParent()).isEqualTo(folder);
    assertThat(ResultHistory.of(folder, "..").file().getParent()).isEqualTo(folder);
    assertThat(ResultHistory.of(folder, "a/b").file())
        .isNotEqualTo(ResultHistory.of(folder, "a:b").file());
  }

  @Test
  void passesOverWhatACrashToreAtAnyByte() throws IOException {
    ResultHistory history = ResultHistory.of(folder.resolve("h.jsonl"), "c");
    history.append(run(1, 0));
    byte[] whole = Files.readAllBytes(history.file());

    for (int length = 0; length < whole.length; length++) {
      Files.write(history.file(), whole);
      Files.write(history.file(), Arrays.copyOf(whole, length), StandardOpenOption.APPEND);
      assertThat(history.read("t", 10)).as("cut at %d", length).containsExactly(run(1, 0));
      history.append(run(2, 0));
      // A line that lacks nothing but its end is whole once the next one begins.
      assertThat(history.read("t", 10))
          .as("cut at %d", length)
          .startsWith(run(1, 0))
          .endsWith(run(2, 0))
          .hasSize(length == whole.length - 1 ? 3 : 2);
    }
  }

  @Test
  void writersBesideEachOtherLoseNothing() throws InterruptedException {
    Path file = folder.resolve("h.jsonl");
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(writer ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int index = 0; index < 25; index++) {
                        ResultHistory.of(file, "c").append(run(writer * 100L + index, 0));
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(ResultHistory.of(file, "c").read("t", 1000))
        .extracting(PastRun::rows)
        .doesNotHaveDuplicates()
        .hasSize(100);
  }

  @Test
  void strangersTextIsNoHistory() throws IOException {
    Path file = folder.resolve("h.jsonl");
    Files.writeString(
        file,
        """
        {"at":"never","results":[]}
        [1]
        {"at":"2026-05-01T00:00:00Z","results":[{"outcome":"unheard"}]}
        {"results":{}}
        \u0000\u0001
        {"at":"2026-05-01T00:00:00Z","object":"t","rows":7,"results":[]}
        """,
        StandardCharsets.UTF_8);

    assertThat(ResultHistory.of(file, "c").read("", 10))
        .extracting(PastRun::rows)
        .containsExactly(7L);
    assertThatThrownBy(() -> ResultHistory.of(folder.resolve("no/h.jsonl"), "c").append(run(1, 0)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void tellsWhichColumnLacksMoreThanBefore() throws IOException {
    Document document =
        DocumentReader.read(
            """
            apiVersion: v3.2.0
            kind: DataContract
            id: c
            version: 1.0.0
            schema: [{name: t, properties: [{name: a, logicalType: integer}, {name: b}]}]
            """,
            "c.yaml",
            Mode.STRICT);
    List<PastRun> runs = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      boolean isLast = day == 11;
      List<String> rows =
          IntStream.range(0, isLast ? 300 : 100 + day % 3)
              .mapToObj(row -> isLast && row % 2 == 0 ? ",x" : row + ",x")
              .toList();
      Path file =
          Files.write(
              folder.resolve("t.csv"), Stream.concat(Stream.of("a,b"), rows.stream()).toList());
      TableFile table = TableFile.of(file, Optional.empty());
      CheckReport report = new TableCheck(document, Map.of("t", table), Instant.EPOCH).run("t");
      runs.add(PastRun.of(report));
    }

    assertThat(runs.getLast().nulls()).isEqualTo(Map.of("a", 150L, "b", 0L));
    assertThat(Oddities.of(runs.subList(0, 11), runs.getLast()))
        .extracting(Oddities.Oddity::words)
        .containsExactly(
            "300 rows; the 11 runs before had about 101",
            "50.00 % of `a` are missing; in the 11 runs before about 0.00 %");
    assertThat(Oddities.of(runs.subList(0, 10), runs.get(10))).isEmpty();
  }
}
