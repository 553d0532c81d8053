package dev.evenkeel.registry.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the files of runs and logged models promise, on either database.
abstract class ArtifactsContract {
  private static final String RUN = "0a".repeat(16);
  private static final String OTHER_RUN = "0b".repeat(16);
  private static final String MODEL = "m-" + "0c".repeat(16);

  @TempDir Path folder;

  private Database database;
  private BlobStore blobs;
  private Artifacts artifacts;
  private ArtifactOwner run;
  private ArtifactOwner model;

  abstract Database open();

  @BeforeEach
  void openArtifacts() {
    database = open();
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    artifacts =
        new Artifacts(
            database, blobs, new SimulatedClock(Instant.parse("2026-05-01T00:00:00Z")), 1_000);
    TrackedRows.run(database, 3, RUN);
    TrackedRows.run(database, 3, OTHER_RUN);
    TrackedRows.model(database, 3, MODEL, RUN);
    run = artifacts.owner(ArtifactOwner.Kind.RUN, RUN);
    model = artifacts.owner(ArtifactOwner.Kind.MODEL, MODEL);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static ArtifactPath path(String text) {
    return new ArtifactPath(text);
  }

  private Artifact put(ArtifactOwner owner, String path, String content) {
    return artifacts.put(owner, path(path), new ByteArrayInputStream(content.getBytes(UTF_8)));
  }

  private String read(ArtifactOwner owner, String path, long from) throws IOException {
    try (InputStream content =
        artifacts.open(artifacts.find(owner, path(path)).orElseThrow(), from)) {
      return new String(content.readAllBytes(), UTF_8);
    }
  }

  private List<String> names(ArtifactOwner owner, String folderPath, String after, int limit) {
    return artifacts.list(owner, path(folderPath), after, limit).stream()
        .map(ArtifactEntry::name)
        .toList();
  }

  private Problem.Kind refusal(ArtifactOwner owner, String path, String content) {
    return Problems.of(() -> put(owner, path, content)).kind();
  }

  @Test
  void aFileComesBackAsItWas() throws IOException {
    Artifact kept = put(run, "model/MLmodel", "flavors");

    assertThat(kept.bytes()).isEqualTo(7);
    assertThat(artifacts.find(run, path("model/MLmodel"))).contains(kept);
    assertThat(read(run, "model/MLmodel", 0)).isEqualTo("flavors");
    assertThat(read(run, "model/MLmodel", 4)).isEqualTo("ors");
    assertThat(artifacts.find(run, path("model"))).isEmpty();
    assertThat(artifacts.find(artifacts.owner(ArtifactOwner.Kind.RUN, OTHER_RUN), kept.path()))
        .isEmpty();
  }

  @Test
  void anOpenFileIsReplacedByANewOne() throws IOException {
    put(run, "notes.txt", "one");
    put(run, "notes.txt", "two");

    assertThat(read(run, "notes.txt", 0)).isEqualTo("two");
    assertThat(names(run, "", "", 10)).containsExactly("notes.txt");
  }

  @Test
  void aFolderListsWhatItHoldsDirectly() {
    put(run, "model/MLmodel", "1");
    put(run, "model/data/weights", "22");
    put(run, "model/data/more", "333");
    put(run, "modelx", "4");
    put(run, "mode%", "5");
    put(run, "Model/y", "6");

    assertThat(artifacts.list(run, path("model"), "", 10))
        .containsExactlyInAnyOrder(
            new ArtifactEntry("MLmodel", false, 1), new ArtifactEntry("data", true, 0));
    assertThat(names(run, "", "", 10))
        .containsExactlyInAnyOrder("model", "modelx", "mode%", "Model");
    assertThat(artifacts.list(run, path("model/data"), "", 10))
        .containsExactly(
            new ArtifactEntry("more", false, 3), new ArtifactEntry("weights", false, 2));
    assertThat(names(run, "mode", "", 10)).isEmpty();
    assertThat(names(run, "model/MLmodel", "", 10)).isEmpty();
    assertThat(artifacts.files(run, path("model"), 10))
        .extracting(file -> file.path().text())
        .containsExactly("model/MLmodel", "model/data/more", "model/data/weights");
  }

  @Test
  void aLongFolderComesPageByPage() {
    for (String name : List.of("a", "b/1", "b/2", "c", "ü", "z")) {
      put(run, name, name);
    }

    List<String> first = names(run, "", "", 2);
    List<String> second = names(run, "", first.getLast(), 2);
    List<String> third = names(run, "", second.getLast(), 2);

    assertThat(first).containsExactly("a", "b");
    assertThat(Stream.of(first, second, third).flatMap(List::stream))
        .containsExactlyInAnyOrder("a", "b", "c", "ü", "z");
    assertThat(names(run, "", third.getLast(), 2)).isEmpty();
  }

  @Test
  void halfAnUploadLeavesNeitherRowNorBytes() throws IOException {
    InputStream broken =
        new SequenceInputStream(new ByteArrayInputStream(new byte[10]), new Broken());

    assertThat(Problems.of(() -> artifacts.put(run, path("x"), broken)).kind())
        .isEqualTo(Problem.Kind.MALFORMED);
    assertThat(refusal(run, "x", "x".repeat(1_001))).isEqualTo(Problem.Kind.TOO_LARGE);

    assertThat(artifacts.find(run, path("x"))).isEmpty();
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
    assertThat(put(run, "x", "x".repeat(1_000)).bytes()).isEqualTo(1_000);
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the client has gone");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }

  @Test
  void nothingIsAFileAndAFolderAtOnce() {
    put(run, "a/b", "1");

    assertThat(refusal(run, "a", "2")).isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(run, "a/b/c", "2")).isEqualTo(Problem.Kind.INPUT);
    assertThat(artifacts.files(run, ArtifactPath.ROOT, 10)).hasSize(1);
  }

  @Test
  void aFinishedLoggedModelNeverChanges() {
    put(model, "MLmodel", "1");
    TrackedRows.finish(database, MODEL);

    assertThat(put(model, "MLmodel", "1").bytes()).isEqualTo(1);
    assertThat(refusal(model, "MLmodel", "2")).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refusal(model, "another", "2")).isEqualTo(Problem.Kind.CONFLICT);
    for (String each : List.of("", "MLmodel")) {
      assertThat(Problems.of(() -> artifacts.delete(model, path(each))).kind())
          .isEqualTo(Problem.Kind.CONFLICT);
    }
    assertThat(artifacts.files(model, ArtifactPath.ROOT, 10)).hasSize(1);
  }

  @Test
  void deletingTakesAFileOrAFolderOfOneOwner() {
    ArtifactOwner other = artifacts.owner(ArtifactOwner.Kind.RUN, OTHER_RUN);
    for (String each : List.of("a/b", "a/c", "ab", "A/b")) {
      put(run, each, each);
      put(other, each, each);
    }

    artifacts.delete(run, path("a"));
    artifacts.delete(run, path("none"));
    artifacts.delete(run, path("ab"));

    assertThat(names(run, "", "", 10)).containsExactly("A");
    artifacts.delete(run, ArtifactPath.ROOT);
    assertThat(names(run, "", "", 10)).isEmpty();
    assertThat(artifacts.files(other, ArtifactPath.ROOT, 10)).hasSize(4);
  }

  @Test
  void aDeletedRunIsReadAndNotWritten() throws IOException {
    put(run, "a", "1");
    TrackedRows.deleteRun(database, RUN);

    assertThat(refusal(run, "b", "2")).isEqualTo(Problem.Kind.INPUT);
    assertThat(read(artifacts.owner(ArtifactOwner.Kind.RUN, RUN), "a", 0)).isEqualTo("1");
  }

  @Test
  void anOwnerExistsInItsExperimentOnly() {
    assertThat(artifacts.owner(ArtifactAddress.parse("3/" + RUN + "/artifacts"))).isEqualTo(run);
    assertThat(run.uri()).isEqualTo("mlflow-artifacts:/3/" + RUN + "/artifacts");
    assertThat(model.uri()).isEqualTo("mlflow-artifacts:/3/models/" + MODEL + "/artifacts");
    for (String address :
        List.of(
            "4/" + RUN + "/artifacts",
            "3/" + "0f".repeat(16) + "/artifacts",
            "4/models/" + MODEL + "/artifacts",
            "3/" + MODEL + "/artifacts",
            "3/models/m-" + "0f".repeat(16) + "/artifacts")) {
      assertThat(Problems.of(() -> artifacts.owner(ArtifactAddress.parse(address))).kind())
          .as(address)
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
    for (String id : List.of("", "a\0b", "../x", "a".repeat(1_000_000))) {
      assertThat(Problems.of(() -> artifacts.owner(ArtifactOwner.Kind.RUN, id)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }
}
