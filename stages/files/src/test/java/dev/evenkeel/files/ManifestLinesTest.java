package dev.evenkeel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.folders.FolderFile;
import dev.evenkeel.folders.ManifestText;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of a manifest say the same whichever way they are written.
class ManifestLinesTest {
  private static final String DIGEST = Digests.of("a");

  private static List<ManifestLines.Line> read(InputStream manifest) throws IOException {
    List<ManifestLines.Line> lines = new ArrayList<>();
    new ManifestLines(manifest).forEach(lines::add);
    return lines;
  }

  private static List<ManifestLines.Line> read(String manifest) throws IOException {
    return read(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)));
  }

  /// As a connection may bring it.
  private static InputStream byteByByte(String text) {
    return new FilterInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return super.read(into, from, Math.min(1, length));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "bücher/ü 1.txt", "quo\"te", "\uD83D\uDE00/x", "a,b:{}", "deep/er/still"})
  void aLineOfOursIsReadAsItWasWritten(String path) throws IOException {
    FolderFile file = new FolderFile(path, DIGEST, 1_234_567_890_123L);
    for (Map<String, String> labels :
        List.of(Map.<String, String>of(), Map.of("kind", "quo\"te\\\n"), Map.of("k", ""))) {
      StringBuilder text = new StringBuilder();
      ManifestText.add(text, file, labels);
      assertThat(read(text.toString())).containsExactly(new ManifestLines.Line(file, labels));
    }
  }

  @Test
  void spacesEscapesAndOrderChangeNothing() throws IOException {
    String other =
        "  {\"size\": 5, \"kind\": \"c\\u0061t\", \"digest\": \"%s\", \"path\": \"\\u0061\"} \r\n\n"
            .formatted(DIGEST);
    String plain =
        "{\"path\":\"b\",\"digest\":\"%s\",\"size\":5,\"kind\":\"cat\"}".formatted(DIGEST);
    Map<String, String> labels = Map.of("kind", "cat");
    List<ManifestLines.Line> expected =
        List.of(
            new ManifestLines.Line(new FolderFile("a", DIGEST, 5), labels),
            new ManifestLines.Line(new FolderFile("b", DIGEST, 5), labels));
    assertThat(read(other + plain)).isEqualTo(expected);
    assertThat(read(byteByByte(other + plain + "\n"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":05}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":9999999999999999999999}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":5,\"size\":\"5\"}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":5,\"path\":\"b\"}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":5,\"k\":\"1\",\"k\":\"2\"}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":5,\"x-y\":\"1\"}",
        "{\"path\":\"a\",\"digest\":\"D\",\"size\":5",
        "{\"path\":\"../a\",\"digest\":\"D\",\"size\":5}",
        "{\"path\":\"a/\",\"digest\":\"D\",\"size\":5}",
        "{\"path\":\"\",\"digest\":\"D\",\"size\":5}",
      })
  void whatIsWrongIsRefusedHoweverItIsWritten(String line) {
    String manifest = line.replace("D", DIGEST);
    assertThatThrownBy(() -> read(manifest)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> read(manifest.replace(":", ": ")))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aLineHasABound() {
    String line =
        "{\"path\":\"a\",\"digest\":\"%s\",\"size\":5,\"k\":\"%s\"}\n"
            .formatted(DIGEST, "x".repeat(70_000));
    assertThatThrownBy(() -> read(line)).isInstanceOf(ProblemException.class);
  }
}
