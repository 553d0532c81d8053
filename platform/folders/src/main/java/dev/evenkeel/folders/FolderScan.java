package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A folder, read.
///
/// @param manifest what is in it
/// @param hashed how many files had to be read; the others looked as they did
/// @param skipped links and other things that are no files, the first of them
/// @param skippedCount how many there are
public record FolderScan(Manifest manifest, int hashed, List<String> skipped, int skippedCount) {
  private static final int CHUNK_BYTES = 1 << 17;
  private static final int TRIES = 3;

  public FolderScan {
    skipped = List.copyOf(skipped);
  }

  /// Is told how it goes, from several threads.
  @FunctionalInterface
  public interface Progress {
    /// Says how many are done.
    ///
    /// @param read files whose digest is known
    /// @param all files of the folder
    void at(int read, int all);
  }

  /// Reads what changed since the index was written, on all cores, and brings the index up to date.
  /// Listing costs by the files that are there, reading by those that changed.
  public static FolderScan of(Path root, FolderIndex index, Progress progress) {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    FolderListing listing = FolderListing.of(root);
    List<FolderListing.Seen> files = listing.files();
    FolderFile[] known = new FolderFile[files.size()];
    List<Integer> unknown = new ArrayList<>();
    for (int at = 0; at < known.length; at++) {
      FolderListing.Seen seen = files.get(at);
      String digest = index.digest(seen.path(), seen.look());
      if (digest.isEmpty()) {
        unknown.add(at);
      } else {
        known[at] = new FolderFile(seen.path(), digest, seen.look().size());
      }
    }
    FolderIndex.Look[] looks = new FolderIndex.Look[known.length];
    hash(files, unknown, known, looks, progress);
    for (int at : unknown) {
      index.remember(known[at].path(), looks[at], known[at].digest(), now);
    }
    return new FolderScan(
        new Manifest(List.of(known)), unknown.size(), listing.skipped(), listing.skippedCount());
  }

  private static void hash(
      List<FolderListing.Seen> files,
      List<Integer> unknown,
      FolderFile[] known,
      FolderIndex.Look[] looks,
      Progress progress) {
    if (unknown.isEmpty()) {
      return;
    }
    int threads = Math.min(unknown.size(), Runtime.getRuntime().availableProcessors());
    AtomicInteger next = new AtomicInteger();
    AtomicInteger read = new AtomicInteger(files.size() - unknown.size());
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int worker = 0; worker < threads; worker++) {
        running.add(
            workers.submit(() -> {
              byte[] chunk = new byte[CHUNK_BYTES];
              for (int one = next.getAndIncrement();
                  one < unknown.size();
                  one = next.getAndIncrement()) {
                int at = unknown.get(one);
                read(files.get(at), at, known, looks, chunk);
                progress.at(read.incrementAndGet(), files.size());
              }
            }));
      }
      finish(running, next);
    }
  }

  /// One failure ends all: nobody wants the digest of half a folder.
  private static void finish(List<Future<?>> running, AtomicInteger next) {
    try {
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("Cannot read a folder", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot read a folder: interrupted", e);
    } finally {
      next.set(Integer.MAX_VALUE / 2);
    }
  }

  private static void read(
      FolderListing.Seen seen, int at, FolderFile[] known, FolderIndex.Look[] looks, byte[] chunk) {
    FolderIndex.Look before = seen.look();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      try {
        MessageDigest digest = Digests.start();
        long size = 0;
        try (InputStream content = Files.newInputStream(seen.file())) {
          for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
            digest.update(chunk, 0, read);
            size += read;
          }
        }
        FolderIndex.Look after =
            FolderListing.look(Files.readAttributes(seen.file(), BasicFileAttributes.class));
        if (after.equals(before) && size == after.size()) {
          known[at] = new FolderFile(seen.path(), Digests.named(digest.digest()), size);
          looks[at] = after;
          return;
        }
        before = after;
      } catch (IOException e) {
        throw FolderListing.unreadable(seen.file(), e);
      }
    }
    throw Problem.of(
            Problem.Kind.CONFLICT,
            "file `%s` changes while it is read".formatted(Names.abbreviate(seen.path())),
            "try again when nothing writes to the folder")
        .asException();
  }
}
