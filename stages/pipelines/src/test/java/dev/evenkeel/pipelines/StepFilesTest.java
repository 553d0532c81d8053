package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Reply;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepFilesTest {
  private static final String PAGE = "<!doctype html><title>report</title>";

  @TempDir Path folder;

  private Database database;
  private DbSchedulerQueue queue;
  private LocalBlobStore blobs;
  private PipelineRuns runs;
  private RunHistory history;
  private StepFiles files;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    queue = new DbSchedulerQueue(database, 2);
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    Work write =
        new Work(
            "write",
            _ ->
                Map.of(
                    "page", put(PAGE),
                    "figures", put("{\"n\": 1}"),
                    "bytes", put("\u0000\u0001"),
                    "text", put("a digest that only looks like a file")));
    runs = new PipelineRuns(database, queue, Clock.system(), List.of(write));
    history = new RunHistory(database);
    files = new StepFiles(history, runs, blobs);
    queue.start();
  }

  @AfterEach
  void close() {
    queue.close();
    database.close();
  }

  private String put(String text) {
    return blobs.put(text.getBytes(StandardCharsets.UTF_8));
  }

  private String run() {
    PipelineRun run =
        runs.start(
            PipelineReader.read(
                """
                version: 1
                name: files
                steps:
                  make: {uses: write, out: {page: file, figures: file, bytes: file, text: text}}
                """,
                "files.yaml"),
            "",
            "a test",
            Map.of());
    return runs.await(run.id(), Duration.ofSeconds(30)).id();
  }

  private static String body(Reply reply) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((Reply.Streamed) reply).writer().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsSentAsWhatItIs() throws IOException {
    String id = run();

    Reply page = files.reply(id, "make", "page");
    assertThat(body(page)).isEqualTo(PAGE);
    assertThat(page.type()).startsWith("text/html");
    assertThat(files.reply(id, "make", "figures").type()).isEqualTo("application/json");
    assertThat(files.reply(id, "make", "bytes").headers())
        .containsEntry("Content-Disposition", "attachment; filename=\"bytes\"");
  }

  @Test
  void aPageThatAProgramWroteRunsNothingHere() {
    assertThat(files.reply(run(), "make", "page").headers().get("Content-Security-Policy"))
        .startsWith("sandbox;")
        .doesNotContain("allow-scripts", "allow-same-origin");
  }

  @Test
  void aTextIsNoFileWhateverItLooksLike() {
    String id = run();

    assertThat(files.isFile(history.run(id), history.step(id, "make"), "text")).isFalse();
    assertThatThrownBy(() -> files.reply(id, "make", "text"))
        .hasMessageContaining("step make answered no file `text`");
    assertThatThrownBy(() -> files.reply(id, "make", "nothing"))
        .hasMessageContaining("answered no file `nothing`");
  }

  @Test
  void aFileThatWasCleanedAwayIsSaidToBeNoMore() {
    String id = run();
    blobs.delete(put(PAGE));

    assertThatThrownBy(() -> files.reply(id, "make", "page")).hasMessageContaining("is no more");
  }
}
