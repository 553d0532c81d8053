package dev.evenkeel.s3tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.objects.S3Blobs;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.BlobStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3BlobStoreTest extends BlobStoreContract {
  private static final int MIB = 1 << 20;
  private static final AtomicInteger STORES = new AtomicInteger();

  private static S3Server server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @BeforeEach
  void takesEverything() {
    server.partsLeft.set(Integer.MAX_VALUE);
    server.parts.set(0);
  }

  @Override
  protected BlobStore emptyStore() {
    return open("store-" + STORES.incrementAndGet());
  }

  private BlobStore open(String prefix) {
    return open(prefix, server.endpoint(), folder.resolve("out"));
  }

  private static BlobStore open(String prefix, String endpoint, Path scratch) {
    return read(
        "{bucket: %s, prefix: '%s', endpoint: '%s'}".formatted(S3Server.BUCKET, prefix, endpoint),
        scratch);
  }

  private static BlobStore read(String settings, Path scratch) {
    return new S3Blobs().read(Yaml.parseMap(settings, "server.yaml")).open(scratch);
  }

  /// Bytes that are nowhere as a whole.
  private static InputStream zeros(long bytes) {
    return new InputStream() {
      private long left = bytes;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        int count = (int) Math.min(length, left);
        left -= count;
        return count > 0 || length == 0 ? count : -1;
      }
    };
  }

  private static String key(String prefix, String digest) {
    return "%s/sha256/%s/%s".formatted(prefix, digest.substring(7, 9), digest.substring(9));
  }

  @Test
  void takesAndGivesALargeFileInPartsWithLittleMemory() throws Exception {
    Process small =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-Daws.accessKeyId=" + System.getProperty("aws.accessKeyId"),
                "-Daws.secretAccessKey=" + System.getProperty("aws.secretAccessKey"),
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                server.endpoint(),
                folder.resolve("small").toString())
            .redirectErrorStream(true)
            .start();

    String said = new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said.strip()).endsWith("read " + SmallHeap.BYTES);
    assertThat(small.waitFor()).isZero();
    assertThat(server.parts).hasValue(5);
  }

  /// A process with less memory than the file that it stores and reads.
  static final class SmallHeap {
    static final long BYTES = 64 * MIB + 1;

    private SmallHeap() {}

    public static void main(String[] arguments) throws IOException {
      BlobStore store = S3BlobStoreTest.open("small", arguments[0], Path.of(arguments[1]));
      String digest = store.put(zeros(BYTES));
      try (InputStream content = store.get(digest).orElseThrow()) {
        System.out.println("read " + content.transferTo(OutputStream.nullOutputStream()));
      }
    }
  }

  @Test
  void keepsNothingOfAnUploadThatBreaks() throws IOException {
    BlobStore store = open("breaks");
    server.partsLeft.set(1);

    assertThatThrownBy(() -> store.put(zeros(40 * MIB))).isInstanceOf(ProblemException.class);

    String digest = digestOfZeros(40 * MIB);
    assertThat(store.has(digest)).isFalse();
    assertThat(store.get(digest)).isEmpty();
    assertThat(server.objects().listMultipartUploads(S3Server.BUCKET)).isEmpty();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
    server.partsLeft.set(Integer.MAX_VALUE);
    assertThat(store.put(zeros(40 * MIB))).isEqualTo(digest);
    assertThat(store.has(digest)).isTrue();
  }

  private static String digestOfZeros(int bytes) {
    return Digests.of(new byte[bytes]);
  }

  @Test
  void aKilledProcessLeavesNothingOnTheDiskBehindTheNextStart() throws IOException {
    Path left = Files.createDirectories(folder.resolve("out")).resolve("half");
    Files.writeString(left, "half a file");

    emptyStore();

    assertThat(left).doesNotExist();
  }

  @Test
  void aChangedObjectIsNeverReadToItsEnd() throws IOException {
    BlobStore store = open("changed");
    String digest = store.put("of a model".getBytes(StandardCharsets.UTF_8));

    for (String changed : List.of("of a motel", "of a", "of a model and more", "")) {
      server.change(key("changed", digest), changed);
      assertThatThrownBy(() -> store.bytes(digest))
          .as(changed)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(digest)
          .hasMessageContaining("changed");
      try (InputStream content = store.get(digest).orElseThrow()) {
        assertThatThrownBy(() -> content.readNBytes(Math.max(1, changed.length())))
            .isInstanceOf(ProblemException.class);
      }
    }
  }

  @Test
  void anObjectOfAnotherLengthIsPutRightByTheSameBytes() {
    BlobStore store = open("short");
    byte[] content = "of a model".getBytes(StandardCharsets.UTF_8);
    String digest = store.put(content);
    server.change(key("short", digest), "of");

    store.put(content);

    assertThat(store.bytes(digest)).isEqualTo(content);
  }

  @Test
  void twoStoresOfABucketAreApart() {
    String digest = open("one").put(new byte[] {1});

    assertThat(open("two").has(digest)).isFalse();
    assertThat(open("one").has(digest)).isTrue();
    assertThat(
            server.objects().list(S3Server.BUCKET).stream()
                .map(StorageMetadata::getName)
                .filter(name -> name.startsWith("one")))
        .isNotEmpty();
  }

  @Test
  void saysThatTheBucketIsMissing() {
    Problem problem =
        refused(() ->
            read("{bucket: no-such-bucket, endpoint: '%s'}".formatted(server.endpoint()), folder));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.what()).isEqualTo("bucket `no-such-bucket` does not exist");
    assertThat(problem.remedy()).contains("blobs.s3");
  }

  @Test
  void saysThatTheStoreCannotBeReachedOrRefusesWithoutQuotingASecret() {
    assertThat(refused(() -> open("", "http://127.0.0.1:1", folder)).kind())
        .isEqualTo(Problem.Kind.ENVIRONMENT);
    String secret = System.setProperty("aws.secretAccessKey", "another-secret");
    try {
      Problem problem = refused(() -> open("denied"));
      assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
      assertThat(problem.toString()).contains("403").doesNotContain("another-secret");
    } finally {
      System.setProperty("aws.secretAccessKey", secret);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{bucket: A}",
        "{bucket: '../x'}",
        "{bucket: blobs, prefix: /x}",
        "{bucket: blobs, prefix: ../x}",
        "{bucket: blobs, prefix: a//b}",
        "{bucket: blobs, endpoint: s3.example.com}",
        "{bucket: blobs, endpoint: 'http://me:hush@127.0.0.1:1'}",
        "{bucket: blobs, endpoint: 'file:///x'}",
        "{bucket: blobs, region: 'a b'}"
      })
  void refusesSettingsThatCannotBe(String settings) {
    Problem problem = refused(() -> read(settings, folder));

    assertThat(problem.where()).contains("server.yaml");
    assertThat(problem.toString()).doesNotContain("hush");
  }

  private static Problem refused(Runnable opening) {
    return catchThrowableOfType(ProblemException.class, opening::run).problem();
  }
}
