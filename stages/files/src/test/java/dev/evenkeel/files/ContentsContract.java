package dev.evenkeel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contents of files, on either database.
abstract class ContentsContract {
  private static final byte[] CAT = "cat".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DOG = "dog".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Database database;
  private Contents contents;

  abstract Database openDatabase();

  @BeforeEach
  void open() {
    database = openDatabase();
    contents = new Contents(database, new LocalBlobStore(folder.resolve("blobs")), Clock.system());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static InputStream bundle(byte[]... some) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bytes)) {
      for (byte[] content : some) {
        writer.add(Digests.of(content), content.length, new ByteArrayInputStream(content));
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static InputStream frames(String claimed, byte[] content) {
    ByteBuffer frames = ByteBuffer.allocate(8 + 40 + content.length + 40);
    frames.put("EVKCONT1".getBytes(StandardCharsets.UTF_8));
    frames.put(HexFormat.of().parseHex(claimed.substring("sha256:".length())));
    frames.putLong(content.length).put(content);
    while (frames.hasRemaining()) {
      frames.put((byte) 255);
    }
    return new ByteArrayInputStream(frames.array());
  }

  private byte[] read(String dataset, byte[] content) throws IOException {
    try (InputStream bytes = contents.find(dataset, Digests.of(content)).orElseThrow().open(0)) {
      return bytes.readAllBytes();
    }
  }

  private long blobs() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("blobs/sha256"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void givesBackWhatCame() throws IOException {
    byte[] large = new byte[Pack.CONTENT_BYTES_MAX + 1];
    new Random(1).nextBytes(large);
    assertThat(contents.take("photos", bundle(CAT, large, new byte[0], DOG)))
        .isEqualTo(new Contents.Taken(4, 4));
    assertThat(read("photos", CAT)).isEqualTo(CAT);
    assertThat(read("photos", DOG)).isEqualTo(DOG);
    assertThat(read("photos", new byte[0])).isEmpty();
    assertThat(read("photos", large)).isEqualTo(large);
    // The three small ones share a blob.
    assertThat(blobs()).isEqualTo(2);
  }

  @Test
  void takesContentsInFramesAsThoseOfATar() throws IOException {
    byte[] large = new byte[Pack.CONTENT_BYTES_MAX + 1];
    new Random(5).nextBytes(large);
    for (byte[] content : List.of(CAT, large, new byte[0])) {
      assertThat(contents.takeFrames("photos", frames(Digests.of(content), content)))
          .isEqualTo(new Contents.Taken(1, 1));
      assertThat(read("photos", content)).isEqualTo(content);
    }
    assertThat(contents.take("photos", bundle(CAT, large))).isEqualTo(new Contents.Taken(2, 0));
    assertThatThrownBy(() -> contents.takeFrames("photos", frames(Digests.of(DOG), CAT)))
        .isInstanceOf(ProblemException.class);
    assertThat(contents.find("photos", Digests.of(DOG))).isEmpty();
  }

  @Test
  void packsWhatIsNewBesideWhatIsThere() throws IOException {
    Random random = new Random(9);
    List<byte[]> all = new ArrayList<>();
    for (int number = 0; number < 400; number++) {
      byte[] content = new byte[random.nextInt(100_000)];
      random.nextBytes(content);
      all.add(content);
    }
    List<byte[]> some = all.stream().filter(_ -> random.nextBoolean()).toList();
    contents.take("photos", bundle(some.toArray(byte[][]::new)));
    assertThat(contents.take("animals", bundle(all.toArray(byte[][]::new))))
        .isEqualTo(new Contents.Taken(400, 400 - some.size()));
    for (byte[] content : all) {
      assertThat(read("animals", content)).isEqualTo(content);
    }
    List<String> asked = all.stream().map(Digests::of).toList();
    assertThat(contents.missing("animals", asked)).isEmpty();
    assertThat(contents.missing("photos", asked))
        .containsExactlyElementsOf(
            all.stream().filter(content -> !some.contains(content)).map(Digests::of).toList());
  }

  @Test
  void storesAContentOnceWhicheverDatasetsHaveIt() throws IOException {
    contents.take("photos", bundle(CAT, DOG));
    assertThat(contents.take("photos", bundle(CAT, CAT))).isEqualTo(new Contents.Taken(2, 0));
    assertThat(contents.take("animals", bundle(CAT))).isEqualTo(new Contents.Taken(1, 0));
    assertThat(blobs()).isEqualTo(1);
    assertThat(read("animals", CAT)).isEqualTo(CAT);
  }

  @Test
  void aDigestAloneOpensNothingOfAnotherDataset() {
    contents.take("secret", bundle(CAT));
    assertThat(contents.find("photos", Digests.of(CAT))).isEmpty();
    assertThat(contents.missing("photos", List.of(Digests.of(CAT), Digests.of(DOG))))
        .containsExactly(Digests.of(CAT), Digests.of(DOG));
    assertThat(contents.missing("secret", List.of(Digests.of(CAT), Digests.of(DOG))))
        .containsExactly(Digests.of(DOG));
    assertThatThrownBy(() -> contents.bundle("photos", List.of(Digests.of(CAT))))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void sendsManyAsABundle() throws IOException {
    Random random = new Random(3);
    Map<String, byte[]> sent = new LinkedHashMap<>();
    for (int number = 0; number < 300; number++) {
      byte[] content = new byte[number % 100 == 0 ? Pack.CONTENT_BYTES_MAX + number : number];
      random.nextBytes(content);
      sent.put(Digests.of(content), content);
    }
    contents.take("photos", bundle(sent.values().toArray(byte[][]::new)));
    List<String> some =
        new ArrayList<>(sent.keySet().stream().filter(_ -> random.nextBoolean()).toList());
    java.util.Collections.shuffle(some, random);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(out)) {
      contents.bundle("photos", some).writeTo(writer);
    }
    Map<String, byte[]> got = new LinkedHashMap<>();
    Bundle.read(
        new ByteArrayInputStream(out.toByteArray()),
        (digest, _, content) -> got.put(digest, content.readAllBytes()));
    assertThat(got.keySet()).containsExactlyInAnyOrderElementsOf(some);
    got.forEach((digest, content) -> assertThat(content).isEqualTo(sent.get(digest)));
  }

  @Test
  void refusesAContentThatIsNotWhatItClaims() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Bundle.Writer writer = new Bundle.Writer(bytes)) {
      writer.add(Digests.of(CAT), 3, new ByteArrayInputStream(DOG));
    }
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> contents.take("photos", new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.MALFORMED);
    assertThat(contents.find("photos", Digests.of(CAT))).isEmpty();
  }

  @Test
  void aBundleThatBreaksOffLosesNothingThatWasThere() throws IOException {
    contents.take("photos", bundle(CAT));
    byte[] whole = bundle(DOG, new byte[10_000]).readAllBytes();
    assertThatThrownBy(() ->
            contents.take(
                "photos", new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 3))))
        .isInstanceOf(ProblemException.class);
    assertThat(read("photos", CAT)).isEqualTo(CAT);
    contents.take("photos", new ByteArrayInputStream(whole));
    assertThat(read("photos", DOG)).isEqualTo(DOG);
  }

  @Test
  void aChangedBlobIsNoticedBeforeItsLastByteIsRead() throws IOException {
    contents.take("photos", bundle(CAT, DOG));
    Path blob;
    try (Stream<Path> files = Files.walk(folder.resolve("blobs/sha256"))) {
      blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] changed = Files.readAllBytes(blob);
    changed[OwnBlobs.HEAD_BYTES] ^= 1;
    Files.write(blob, changed);
    assertThatThrownBy(() -> read("photos", CAT)).isInstanceOf(ProblemException.class);
    assertThat(read("photos", DOG)).isEqualTo(DOG);
  }

  @Test
  void aPartIsReadWhereItLies() throws IOException {
    contents.take("photos", bundle(CAT, DOG));
    Contents.Content dog = contents.find("photos", Digests.of(DOG)).orElseThrow();
    try (InputStream part = dog.open(1)) {
      assertThat(part.readAllBytes()).isEqualTo("og".getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream end = dog.open(dog.bytes())) {
      assertThat(end.readAllBytes()).isEmpty();
    }
    Path blob;
    try (Stream<Path> files = Files.walk(folder.resolve("blobs/sha256"))) {
      blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] changed = Files.readAllBytes(blob);
    changed[OwnBlobs.HEAD_BYTES + 3] ^= 1;
    Files.write(blob, changed);
    // The whole is verified; a part is served without a look at what lies before it.
    try (InputStream part = dog.open(1)) {
      assertThat(part.readAllBytes()).isEqualTo("og".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> read("photos", DOG)).isInstanceOf(ProblemException.class);
  }

  @Test
  void asksForAtMostSoManyAtOnce() {
    List<String> many = new ArrayList<>();
    for (int number = 0; number <= Contents.ASKED_MAX; number++) {
      many.add(Digests.of("c" + number));
    }
    assertThatThrownBy(() -> contents.missing("photos", many)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> contents.missing("photos", List.of("../etc/passwd")))
        .isInstanceOf(ProblemException.class);
  }
}
