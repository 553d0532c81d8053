package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every blob store promises. A new one proves itself by a subclass of one method.
public abstract class BlobStoreContract {
  private static final byte[] SOME = "some bytes".getBytes(StandardCharsets.UTF_8);
  private static final String UNKNOWN = "sha256:" + "0".repeat(64);

  protected abstract BlobStore emptyStore();

  @Test
  void answersTheBytesByTheirDigest() throws IOException {
    BlobStore store = emptyStore();

    String digest = store.put(SOME);

    assertThat(digest).isEqualTo(Digests.of(SOME));
    assertThat(store.has(digest)).isTrue();
    assertThat(store.bytes(digest)).isEqualTo(SOME);
    try (InputStream content = store.get(digest).orElseThrow()) {
      assertThat(content.readAllBytes()).isEqualTo(SOME);
    }
  }

  @Test
  void keepsEmptyAndLargeContent() {
    BlobStore store = emptyStore();
    byte[] large = new byte[5_000_001];
    new Random(1).nextBytes(large);

    assertThat(store.bytes(store.put(new byte[0]))).isEmpty();
    assertThat(store.bytes(store.put(new ByteArrayInputStream(large)))).isEqualTo(large);
  }

  @Test
  void readsBehindTheFirstBytesAndNothingBehindTheEnd() throws IOException {
    BlobStore store = emptyStore();
    String digest = store.put(SOME);

    for (int from = 0; from <= SOME.length + 1; from++) {
      try (InputStream rest = store.get(digest, from).orElseThrow()) {
        assertThat(rest.readAllBytes())
            .isEqualTo(Arrays.copyOfRange(SOME, Math.min(from, SOME.length), SOME.length));
      }
    }
    assertThat(store.get(UNKNOWN, 1)).isEmpty();
    try (InputStream nothing = store.get(store.put(new byte[0]), 1).orElseThrow()) {
      assertThat(nothing.readAllBytes()).isEmpty();
    }
  }

  @Test
  void readsToTheLastByteAlsoWhenSomeAreSkipped() throws IOException {
    BlobStore store = emptyStore();

    try (InputStream content = store.get(store.put(SOME)).orElseThrow()) {
      content.skipNBytes(3);
      assertThat(content.read()).isEqualTo(SOME[3]);
      assertThat(content.readAllBytes()).isEqualTo(Arrays.copyOfRange(SOME, 4, SOME.length));
      assertThat(content.read()).isNegative();
    }
  }

  @Test
  void givesEqualContentOneName() {
    BlobStore store = emptyStore();

    assertThat(store.put(SOME)).isEqualTo(store.put(SOME));
    assertThat(store.put(new byte[] {1})).isNotEqualTo(store.put(SOME));
  }

  @Test
  void unknownDigestIsEmptyAndNoError() {
    BlobStore store = emptyStore();

    assertThat(store.get(UNKNOWN)).isEmpty();
    assertThat(store.has(UNKNOWN)).isFalse();
    store.delete(UNKNOWN);
  }

  @Test
  void saysWhichBlobIsMissingWhenItMustBeThere() {
    assertThatThrownBy(() -> emptyStore().bytes(UNKNOWN))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND);
              assertThat(problem.problem().what()).contains(UNKNOWN);
            });
  }

  @Test
  void forgetsWhatIsDeletedAndNothingElse() {
    BlobStore store = emptyStore();
    String gone = store.put(SOME);
    String kept = store.put(new byte[] {1});

    store.delete(gone);

    assertThat(store.has(gone)).isFalse();
    assertThat(store.get(gone)).isEmpty();
    assertThat(store.bytes(kept)).containsExactly(1);
  }

  @Test
  void takesOnlyDigestsAsNames() {
    BlobStore store = emptyStore();

    for (String name : List.of("../../etc/passwd", "sha256:../x", "", "sha256:" + "A".repeat(64))) {
      assertThatThrownBy(() -> store.get(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsNothingOfAStreamThatBreaks() {
    BlobStore store = emptyStore();
    byte[] first = new byte[100_000];

    assertThatThrownBy(() -> store.put(breakingAfter(first))).isInstanceOf(ProblemException.class);

    assertThat(store.has(Digests.of(first))).isFalse();
  }

  @Test
  void takesTheSameContentFromManyAtOnce() throws Exception {
    BlobStore store = emptyStore();
    byte[] content = new byte[300_000];

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> puts =
          IntStream.range(0, 16).mapToObj(_ -> threads.submit(() -> store.put(content))).toList();
      for (Future<String> put : puts) {
        assertThat(put.get()).isEqualTo(Digests.of(content));
      }
    }

    assertThat(store.bytes(Digests.of(content))).isEqualTo(content);
  }

  static InputStream breakingAfter(byte[] first) {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("line went dead");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(first), broken);
  }
}
