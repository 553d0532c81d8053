package dev.evenkeel.pipelinetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PipelineExtensionTest {
  private static final Path FILE = written();

  @RegisterExtension
  static final PipelineExtension PIPELINE =
      PipelineExtension.of(FILE).with(test -> test.fake("load", Map.of("rows", "12")));

  private static Path written() {
    try {
      return Files.writeString(
          Files.createTempFile("train", ".yaml"),
          """
          version: 1
          name: train
          steps:
            load: {uses: sample, out: {rows: integer}}
            fit: {uses: learn, in: {rows: load.rows}, when: load.rows > 10}
          """);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterAll
  static void forget() throws IOException {
    Files.delete(FILE);
  }

  @Test
  void aTestGetsThePipelineWithWhatAllShare(PipelineTest pipeline) {
    pipeline
        .fakeBy("fit", attempt -> attempt.inputs())
        .run()
        .assertSucceeded()
        .assertAnswered("fit", "rows", "12");
  }

  @Test
  void aTestMaySayOtherwiseThanAllDo(PipelineTest pipeline) {
    pipeline
        .fake("load", Map.of("rows", "3"))
        .fake("fit", Map.of())
        .run()
        .assertSucceeded()
        .assertSkipped("fit");
  }

  @Test
  void eachIsGivenOneOfItsOwn(PipelineTest first, PipelineTest second) {
    assertThat(first).isNotSameAs(second);
  }
}
