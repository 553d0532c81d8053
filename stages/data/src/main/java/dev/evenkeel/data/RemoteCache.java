package dev.evenkeel.data;

import dev.evenkeel.store.RemoteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Files of a remote place, on this disk while they are used. A name is written once, so what is
/// here never grows old.
final class RemoteCache implements AutoCloseable {
  /// A query may be about to open what it asked for.
  private static final Duration IN_USE = Duration.ofHours(1);

  private static final String COMING = ".coming-";

  private final RemoteFiles remote;
  private final Path folder;
  private final long bytesMax;
  private final Map<Path, Instant> used = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> fetching = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  RemoteCache(RemoteFiles remote, Path folder, long bytesMax) {
    this.remote = remote;
    this.folder = folder;
    this.bytesMax = bytesMax;
    for (Path file : files(folder)) {
      if (file.getFileName().toString().startsWith(COMING)) {
        delete(file);
      } else {
        bytes.addAndGet(size(file));
      }
    }
  }

  RemoteFiles remote() {
    return remote;
  }

  /// Brings a file here, unless it is here or nowhere.
  void bring(String name, Path file) {
    used.put(file, Instant.now());
    if (!Files.exists(file)) {
      // Two that want the same file would fetch it twice.
      ReentrantLock lock = fetching.computeIfAbsent(name, _ -> new ReentrantLock());
      lock.lock();
      try {
        if (!Files.exists(file)) {
          fetch(name, file);
        }
      } finally {
        lock.unlock();
        fetching.remove(name, lock);
      }
      if (!Files.exists(file)) {
        used.remove(file);
      }
    }
  }

  /// Brings a file here as it is at the remote place now.
  void bringAnew(String name, Path file) {
    used.put(file, Instant.now());
    if (!fetch(name, file)) {
      delete(file);
    }
  }

  private boolean fetch(String name, Path file) {
    try {
      Files.createDirectories(file.getParent());
      Path coming = file.resolveSibling(COMING + UUID.randomUUID());
      try {
        if (!remote.fetch(name, coming)) {
          return false;
        }
        Files.move(coming, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(coming);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    grown(file);
    return true;
  }

  /// Keeps a file that was written here.
  void keep(String name, Path file) {
    remote.put(name, file);
    used.put(file, Instant.now());
    grown(file);
  }

  OptionalLong bytes(String name) {
    return remote.bytes(name);
  }

  void delete(String name, Path file) {
    remote.delete(name);
    delete(file);
  }

  /// Takes in what was written before there was a remote place. After a crash it goes on.
  void adopt(Path before) {
    for (Path file : files(before)) {
      String name = before.relativize(file).toString().replace('\\', '/');
      remote.put(name, file);
      Path here = folder.resolve(name);
      try {
        Files.createDirectories(here.getParent());
        Files.move(file, here, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      grown(here);
    }
  }

  private void grown(Path file) {
    if (bytes.addAndGet(size(file)) > bytesMax) {
      trim();
    }
  }

  /// Deletes what was not used for longest, down to nine tenths of what may be here.
  private synchronized void trim() {
    List<Path> files = new ArrayList<>(files(folder));
    long held = files.stream().mapToLong(RemoteCache::size).sum();
    Instant old = Instant.now().minus(IN_USE);
    files.removeIf(file -> lastUse(file).isAfter(old));
    files.sort(Comparator.comparing(this::lastUse));
    for (Path file : files) {
      if (held <= bytesMax - bytesMax / 10) {
        break;
      }
      held -= size(file);
      delete(file);
    }
    bytes.set(held);
  }

  private Instant lastUse(Path file) {
    Instant known = used.get(file);
    if (known != null) {
      return known;
    }
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.MIN;
    }
  }

  private void delete(Path file) {
    try {
      used.remove(file);
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      // It has gone meanwhile.
      return 0;
    }
  }

  @Override
  public void close() {
    remote.close();
  }
}
