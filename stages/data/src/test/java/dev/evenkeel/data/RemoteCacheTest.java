package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.store.RemoteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteCacheTest {
  @TempDir Path folder;

  /// A folder that plays the remote place.
  private final class Elsewhere implements RemoteFiles {
    final AtomicInteger fetched = new AtomicInteger();
    boolean breaks;

    private Path at(String name) {
      return folder.resolve("elsewhere").resolve(name);
    }

    @Override
    public void put(String name, Path file) {
      try {
        Files.createDirectories(at(name).getParent());
        Files.copy(file, at(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean fetch(String name, Path file) {
      fetched.incrementAndGet();
      try {
        if (breaks) {
          Files.writeString(file, "hal");
          throw new IllegalStateException("broke off");
        }
        if (Files.exists(at(name))) {
          Files.copy(at(name), file);
          return true;
        }
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public OptionalLong bytes(String name) {
      return OptionalLong.empty();
    }

    @Override
    public void delete(String name) {
      try {
        Files.deleteIfExists(at(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void each(String from, Consumer<Kept> told) {}

    @Override
    public void close() {}
  }

  private final Elsewhere elsewhere = new Elsewhere();

  private Path here(String name) {
    return folder.resolve("here").resolve(name);
  }

  private RemoteCache open(long bytesMax) {
    return new RemoteCache(elsewhere, folder.resolve("here"), bytesMax);
  }

  private void kept(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve("new"), content);
    elsewhere.put(name, file);
  }

  private List<String> held() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("here"))) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void bringsAFileOnceHoweverManyWantIt() throws Exception {
    RemoteCache cache = open(1_000);
    kept("a/x", "content");
    List<Thread> readers =
        Stream.generate(() -> Thread.ofVirtual().start(() -> cache.bring("a/x", here("a/x"))))
            .limit(20)
            .toList();
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(here("a/x")).hasContent("content");
    assertThat(elsewhere.fetched).hasValue(1);
  }

  @Test
  void aFileThatIsNowhereIsNotHere() {
    RemoteCache cache = open(1_000);

    cache.bring("a/x", here("a/x"));

    assertThat(here("a/x")).doesNotExist();
  }

  @Test
  void halfAFileIsNeverHere() throws IOException {
    RemoteCache cache = open(1_000);
    kept("a/x", "content");
    elsewhere.breaks = true;

    assertThatThrownBy(() -> cache.bring("a/x", here("a/x")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(held()).isEmpty();
    Files.writeString(here("a/.coming-1"), "left by a crash");
    elsewhere.breaks = false;
    open(1_000).bring("a/x", here("a/x"));
    assertThat(held()).containsExactly("x");
  }

  @Test
  void letsGoOfWhatWasNotUsedForLongest() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      kept(name, "0123456789");
      open(1_000).bring(name, here(name));
    }
    Instant now = Instant.now();
    Files.setLastModifiedTime(here("a"), FileTime.from(now.minus(Duration.ofHours(2))));
    Files.setLastModifiedTime(here("b"), FileTime.from(now.minus(Duration.ofHours(3))));
    kept("d", "0123456789");

    RemoteCache cache = open(35);
    cache.bring("d", here("d"));

    assertThat(held()).containsExactly("a", "c", "d");
    cache.bring("b", here("b"));
    assertThat(here("b")).hasContent("0123456789");
  }

  @Test
  void whatIsUsedStaysHoweverLargeItIs() throws IOException {
    RemoteCache cache = open(5);
    for (String name : List.of("a", "b")) {
      kept(name, "0123456789");
      cache.bring(name, here(name));
    }

    assertThat(held()).containsExactly("a", "b");
  }
}
