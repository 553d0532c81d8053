package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {
  @TempDir Path folder;

  @Override
  protected BlobStore emptyStore() {
    return new LocalBlobStore(folder.resolve("blobs"));
  }

  @Test
  void leavesNoFileOfAStreamThatBreaks() throws IOException {
    BlobStore store = emptyStore();

    assertThatThrownBy(() -> store.put(breakingAfter(new byte[10])))
        .isInstanceOf(ProblemException.class);

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void leavesNoFileOfAStreamThatIsRefusedWhileItComes() throws IOException {
    BlobStore store = emptyStore();
    InputStream refused =
        new FilterInputStream(new ByteArrayInputStream(new byte[10])) {
          @Override
          public int read(byte[] target, int offset, int length) {
            throw new IllegalStateException("too long");
          }
        };

    assertThatThrownBy(() -> store.put(refused)).hasMessage("too long");

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void keepsBlobsForTheNextProcess() {
    String digest = emptyStore().put(new byte[] {1, 2, 3});

    assertThat(emptyStore().bytes(digest)).containsExactly(1, 2, 3);
  }

  @Test
  void aChangedFileIsNeverReadToItsEnd() throws IOException {
    BlobStore store = emptyStore();
    String digest = store.put("of a model".getBytes(StandardCharsets.UTF_8));
    Path file =
        folder.resolve("blobs/sha256").resolve(digest.substring(7, 9)).resolve(digest.substring(9));

    for (String changed : List.of("of a motel", "of a", "of a model and more", "")) {
      Files.writeString(file, changed);
      assertThatThrownBy(() -> store.bytes(digest))
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
  void saysThatItsFolderCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("blobs"), "no folder");

    assertThatThrownBy(() -> new LocalBlobStore(file))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT));
  }
}
