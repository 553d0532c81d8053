package dev.evenkeel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.data.Cleaning;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Origin;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Contents that no version names go, and none that one names, on either database.
abstract class ContentCleaningContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Cleaning.Policy NEWEST =
      new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ZERO);

  @TempDir Path folder;

  private Database database;
  private BlobStore blobs;
  private Datasets datasets;
  private Contents contents;
  private FileDatasets files;
  private final AtomicReference<Instant> now = new AtomicReference<>(MAY);

  abstract Database openDatabase();

  @BeforeEach
  void open() {
    database = openDatabase();
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    start();
  }

  private void start() {
    Path data = folder.resolve("data");
    CatalogAddress catalog = CatalogAddress.embedded(data);
    datasets = Datasets.open(database, blobs, data, catalog);
    contents = new Contents(database, blobs, now::get);
    datasets.cleaning().alsoFrees(contents.cleaning());
    files = new FileDatasets(datasets, contents);
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void bring(String dataset, byte[]... some) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(sent)) {
      for (byte[] content : some) {
        writer.add(Digests.of(content), content.length, new ByteArrayInputStream(content));
      }
    }
    assertThat(contents.take(dataset, new ByteArrayInputStream(sent.toByteArray())).contents())
        .isEqualTo(some.length);
  }

  private DatasetVersion publish(String dataset, byte[]... some) {
    StringBuilder manifest = new StringBuilder();
    for (int at = 0; at < some.length; at++) {
      manifest.append(
          "{\"path\": \"f%d\", \"digest\": \"%s\", \"size\": %d}\n"
              .formatted(at, Digests.of(some[at]), some[at].length));
    }
    return files
        .publish(
            new FileDatasets.Listing(
                dataset,
                new ByteArrayInputStream(bytes(manifest.toString())),
                MAY,
                "",
                Origin.UNKNOWN))
        .version()
        .orElseThrow();
  }

  /// Twice, with the wait of several servers between.
  private void cleanAll(String dataset) {
    datasets.cleaning().clean(dataset, NEWEST);
    later(Duration.ofHours(2));
    datasets.cleaning().clean(dataset, NEWEST);
    later(Duration.ofHours(2));
    datasets.cleaning().clean(dataset, NEWEST);
  }

  private void later(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private boolean has(String dataset, byte[] content) {
    return contents.find(dataset, Digests.of(content)).isPresent();
  }

  private byte[] read(String dataset, byte[] content) {
    try (InputStream in = contents.find(dataset, Digests.of(content)).orElseThrow().open(0)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long stored() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("blobs/sha256"))) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private static byte[] large(int seed) {
    byte[] content = new byte[Pack.CONTENT_BYTES_MAX + 1 + seed];
    new Random(seed).nextBytes(content);
    return content;
  }

  @Test
  void whatNoVersionNamesGoesWithItsBytes() throws IOException {
    byte[] old = bytes("old");
    byte[] fresh = bytes("fresh");
    bring("photos", old, large(1));
    publish("photos", old, large(1));
    bring("photos", fresh);
    publish("photos", fresh);
    assertThat(stored()).isEqualTo(3);

    cleanAll("photos");

    assertThat(has("photos", old)).isFalse();
    assertThat(has("photos", large(1))).isFalse();
    assertThat(read("photos", fresh)).isEqualTo(fresh);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aDryRunSaysHowMuchAndLeavesEverything() throws IOException {
    bring("photos", large(1), bytes("fresh"));
    publish("photos", large(1));
    publish("photos", bytes("fresh"));

    Cleaning.Report report = datasets.cleaning().plan("photos", NEWEST);

    assertThat(report.items())
        .contains(
            new Cleaning.Item("waiting", "1 contents", "no version names them", large(1).length));
    later(Duration.ofDays(9));
    datasets.cleaning().plan("photos", NEWEST);
    assertThat(read("photos", large(1))).isEqualTo(large(1));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void whatAVersionWithATagNamesStays() {
    bring("photos", bytes("old"), bytes("fresh"));
    DatasetVersion first = publish("photos", bytes("old"));
    datasets.labels().setAlias(first, "kept");
    publish("photos", bytes("fresh"));

    cleanAll("photos");

    assertThat(read("photos", bytes("old"))).isEqualTo(bytes("old"));
  }

  @Test
  void whatWaitsStaysOnceSomebodyAsksForIt() {
    Cleaning.Policy patient =
        new Cleaning.Policy(OptionalInt.of(1), Optional.empty(), Duration.ofDays(3));
    bring("photos", bytes("old"), bytes("fresh"));
    publish("photos", bytes("old"));
    publish("photos", bytes("fresh"));
    datasets.cleaning().clean("photos", patient);
    later(Duration.ofDays(4));

    assertThat(contents.missing("photos", List.of(Digests.of(bytes("old"))))).isEmpty();
    datasets.cleaning().clean("photos", patient);

    assertThat(read("photos", bytes("old"))).isEqualTo(bytes("old"));
    publish("photos", bytes("old"));
  }

  @Test
  void aBlobThatSomethingElseHoldsStays() {
    byte[] shared = large(2);
    String artifact = blobs.put(shared);
    bring("photos", shared, bytes("fresh"));
    publish("photos", shared);
    publish("photos", bytes("fresh"));

    cleanAll("photos");

    assertThat(has("photos", shared)).isFalse();
    assertThat(blobs.bytes(artifact)).isEqualTo(shared);
  }

  @Test
  void whatAnotherDatasetNamesStays() {
    bring("photos", bytes("both"), bytes("fresh"));
    bring("animals", bytes("both"));
    publish("animals", bytes("both"));
    publish("photos", bytes("both"));
    publish("photos", bytes("fresh"));

    cleanAll("photos");

    assertThat(has("photos", bytes("both"))).isFalse();
    assertThat(read("animals", bytes("both"))).isEqualTo(bytes("both"));
  }

  @Test
  void aPackOfWhichLittleIsLeftIsPackedAnew() throws IOException {
    byte[][] many = new byte[100][];
    for (int at = 0; at < many.length; at++) {
      many[at] = bytes("content ".repeat(100) + at);
    }
    bring("photos", many);
    publish("photos", many);
    publish("photos", many[3], many[77]);

    cleanAll("photos");

    assertThat(read("photos", many[3])).isEqualTo(many[3]);
    assertThat(read("photos", many[77])).isEqualTo(many[77]);
    assertThat(stored()).isEqualTo(1);
    try (Stream<Path> all = Files.walk(folder.resolve("blobs/sha256"))) {
      Path pack = all.filter(Files::isRegularFile).findFirst().orElseThrow();
      assertThat(Files.size(pack)).isLessThan(3_000);
    }
  }

  @ParameterizedTest
  @EnumSource(ContentCleaning.Step.class)
  void killedAfterAnyStepTheNextCleaningGoesOn(ContentCleaning.Step cut) throws IOException {
    byte[][] many = {bytes("a".repeat(900)), bytes("b".repeat(900)), bytes("c".repeat(900))};
    bring("photos", many);
    bring("photos", large(1));
    publish("photos", many[0], many[1], many[2], large(1));
    publish("photos", many[1]);
    dieAfter(cut);
    assertThatThrownBy(() -> cleanAll("photos")).isInstanceOf(IllegalStateException.class);
    datasets.close();
    start();
    assertThat(read("photos", many[1])).isEqualTo(many[1]);

    later(Duration.ofDays(2));
    cleanAll("photos");

    assertThat(read("photos", many[1])).isEqualTo(many[1]);
    assertThat(has("photos", many[0])).isFalse();
    assertThat(stored()).isEqualTo(1);
  }

  private void dieAfter(ContentCleaning.Step cut) {
    ((ContentCleaning) contents.cleaning())
        .afterEachStep(step -> {
          if (step == cut) {
            throw new IllegalStateException("killed after " + step);
          }
        });
  }

  @Test
  void bytesThatACrashLeftWithoutAContentGo() throws IOException {
    bring("photos", bytes("fresh"));
    publish("photos", bytes("fresh"));
    Pack pack = new Pack();
    byte[] lost = bytes("lost");
    pack.add(Digests.of(lost), lost.length, new ByteArrayInputStream(lost));
    new OwnBlobs(blobs, new BlobRows(database, now::get)).put(pack);
    assertThat(stored()).isEqualTo(2);

    cleanAll("photos");
    assertThat(stored()).isEqualTo(2);
    later(Duration.ofDays(2));
    cleanAll("photos");

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void noVersionThatIsAddedBesideCleaningLacksAContent() throws Exception {
    byte[][] pool = new byte[12][];
    for (int at = 0; at < pool.length; at++) {
      pool[at] = bytes("content %d ".formatted(at).repeat(50));
    }
    Map<Integer, byte[][]> published = new TreeMap<>();
    bring("photos", pool);
    publish("photos", pool);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        Random random = new Random(writer);
        all.add(
            threads.submit(() -> {
              for (int round = 0; round < 6; round++) {
                byte[][] some = {
                  pool[random.nextInt(pool.length)], pool[random.nextInt(pool.length)]
                };
                Optional<DatasetVersion> version = push(some);
                synchronized (published) {
                  version.ifPresent(each -> published.put(each.number(), some));
                }
              }
            }));
      }
      all.add(
          threads.submit(() -> {
            for (int round = 0; round < 15; round++) {
              // On PostgreSQL a publish never takes so long as the wait of several servers.
              datasets.cleaning().clean("photos", NEWEST);
              later(Duration.ofMinutes(database.isSqlite() ? 90 : 10));
            }
          }));
      for (Future<?> each : all) {
        demandDone(each);
      }
    }
    assertThat(published).isNotEmpty();
    for (DatasetVersion version : datasets.versions("photos", Integer.MAX_VALUE, 100)) {
      for (byte[] content : published.getOrDefault(version.number(), new byte[0][])) {
        assertThat(read("photos", content)).isEqualTo(content);
      }
    }
  }

  private static void demandDone(Future<?> each) throws InterruptedException {
    try {
      each.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /// As a client does: what is missing is sent, and once more when it went meanwhile.
  private Optional<DatasetVersion> push(byte[]... some) {
    for (int attempt = 0; attempt < 5; attempt++) {
      bring("photos", some);
      try {
        return Optional.of(publish("photos", some));
      } catch (ProblemException e) {
        assertThat(e.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
      }
    }
    return Optional.empty();
  }

  @Test
  void aManifestWhoseContentsWentMeanwhileIsRefused() {
    bring("photos", bytes("old"), bytes("fresh"));
    publish("photos", bytes("old"));
    publish("photos", bytes("fresh"));
    cleanAll("photos");

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> publish("photos", bytes("old")));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    bring("photos", bytes("old"));
    publish("photos", bytes("old"));
  }
}
