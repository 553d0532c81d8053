package dev.evenkeel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.data.Origin;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Manifests as versions.
class FileDatasetsTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String CAT = Digests.of("cat");
  private static final String DOG = Digests.of("dog");

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private Contents contents;
  private FileDatasets files;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    BlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    Path data = folder.resolve("data");
    datasets = Datasets.open(database, blobs, data, CatalogAddress.embedded(data));
    contents = new Contents(database, blobs, Clock.system());
    files = new FileDatasets(datasets, contents);
    bring("cat", "dog");
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private void bring(String... some) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bytes)) {
      for (String content : some) {
        byte[] raw = content.getBytes(StandardCharsets.UTF_8);
        writer.add(Digests.of(raw), raw.length, new ByteArrayInputStream(raw));
      }
    }
    assertThat(contents.take("photos", new ByteArrayInputStream(bytes.toByteArray())).contents())
        .isEqualTo(some.length);
  }

  private static String line(String path, String digest, String more) {
    return "{\"path\": \"%s\", \"digest\": \"%s\", \"size\": 3%s}\n".formatted(path, digest, more);
  }

  private IngestResult publish(String manifest) {
    return files.publish(
        new FileDatasets.Listing(
            "photos",
            new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)),
            MAY,
            "",
            Origin.UNKNOWN));
  }

  private String rows(DatasetVersion version) throws IOException {
    Path csv = folder.resolve(version + ".csv");
    datasets.exports().csv(version, csv);
    return Files.readString(csv);
  }

  @Test
  void aManifestIsAVersionWithItsLabels() throws IOException {
    DatasetVersion first =
        publish(line("a.png", CAT, ", \"kind\": \"cat\"") + line("NA", DOG, ""))
            .version()
            .orElseThrow();
    assertThat(rows(first))
        .isEqualTo("path,digest,size,kind\na.png,%s,3,cat\nNA,%s,3,\n".formatted(CAT, DOG));
    DatasetVersion second = publish(line("b.png", CAT, "")).version().orElseThrow();
    assertThat(second.total().rows()).isEqualTo(1);
    assertThat(datasets.version("photos", 1)).contains(first);
  }

  @Test
  void aLongManifestLosesNoLine() throws IOException {
    StringBuilder manifest = new StringBuilder();
    for (int file = 0; file < 500; file++) {
      manifest.append(line("bücher/" + "ü".repeat(file) + file, CAT, "")).append('\n');
    }
    // The last line may lack its end.
    DatasetVersion version = publish(manifest.toString().strip()).version().orElseThrow();
    assertThat(version.total().rows()).isEqualTo(500);
    assertThat(rows(version)).contains("bücher/" + "ü".repeat(499) + "499,");
  }

  @Test
  void aVersionNeverLacksAContent() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> publish(line("a", Digests.of("nobody's"), "")));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(datasets.newest("photos")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"../a\", \"digest\": \"D\", \"size\": 3}",
        "{\"path\": \"a\", \"digest\": \"sha256:1\", \"size\": 3}",
        "{\"path\": \"a\", \"digest\": \"D\"}",
        "{\"path\": \"a\", \"digest\": \"D\", \"size\": -1}",
        "{\"path\": \"a\", \"path\": \"b\", \"digest\": \"D\", \"size\": 3}",
        "{\"path\": \"a\", \"digest\": \"D\", \"size\": 3, \"x y\": 1}",
        "{\"path\": \"a\", \"digest\": \"D\", \"size\": 3, \"x\": [1]}",
        "{\"path\": \"a\", \"digest\": \"D\", \"size\": 3}\n{\"path\": \"a\", \"digest\": \"D\", \"size\": 3}",
        "[]",
        "a",
        "{",
      })
  void aLineThatIsWrongIsToldByItsNumber(String manifest) {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> publish(line("first", DOG, "") + manifest.replace("D", CAT) + "\n"));
    assertThat(refused).isNotNull();
    assertThat(datasets.newest("photos")).isEmpty();
  }
}
