package dev.evenkeel.folders;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Reads files on all cores. Small ones are handed on with their content, so that whoever sends
/// them need not read them again.
final class FileReading {
  private static final int HELD_BYTES_MAX = 256 << 10;
  private static final int HANDED_BYTES = 16 << 20;
  private static final int HANDED_FILES = 8_000;
  private static final int CHUNK_BYTES = 1 << 17;
  private static final int TRIES = 3;

  private final List<FolderListing.Seen> files;
  private final int before;
  private final FolderScan.Listener listener;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  private FileReading(List<FolderListing.Seen> files, int before, FolderScan.Listener listener) {
    this.files = files;
    this.before = before;
    this.listener = listener;
  }

  /// @param look when the content was read
  record Read(FolderFile file, FolderIndex.Look look) {}

  /// @param before files that are known already, for who hears how it goes
  static List<Read> all(List<FolderListing.Seen> files, int before, FolderScan.Listener listener) {
    return files.isEmpty() ? List.of() : new FileReading(files, before, listener).run();
  }

  private List<Read> run() {
    int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Read>>> running = new ArrayList<>();
      for (int worker = 0; worker < threads; worker++) {
        running.add(workers.submit(() -> new Worker().run()));
      }
      return finish(running);
    }
  }

  /// One failure ends all: nobody wants the digest of half a folder.
  private List<Read> finish(List<Future<List<Read>>> running) {
    try {
      List<Read> all = new ArrayList<>(files.size());
      for (Future<List<Read>> worker : running) {
        all.addAll(worker.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("Cannot read a folder", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot read a folder: interrupted", e);
    } finally {
      next.set(files.size());
    }
  }

  private static int roomFor(List<FolderListing.Seen> files) {
    long bytes = 0;
    for (FolderListing.Seen seen : files) {
      bytes += seen.look().size() <= HELD_BYTES_MAX ? seen.look().size() : 0;
    }
    return (int) Math.min(HANDED_BYTES, bytes);
  }

  private final class Worker {
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final List<Read> read = new ArrayList<>();
    private final List<FoundFile> found = new ArrayList<>();
    private final MessageDigest hash = Digests.start();

    // Contents lie in one piece of memory, used again and again: an array for each costs the
    // collector more than the file costs us.
    private byte[] contents = new byte[roomFor(files)];
    private int held;

    List<Read> run() {
      for (int at = next.getAndIncrement(); at < files.size(); at = next.getAndIncrement()) {
        read.add(read(files.get(at)));
        listener.at(before + done.incrementAndGet(), before + files.size());
        if (found.size() >= HANDED_FILES) {
          handOn();
        }
      }
      if (!found.isEmpty()) {
        handOn();
      }
      return read;
    }

    private void handOn() {
      listener.found(List.copyOf(found));
      found.clear();
      held = 0;
    }

    private Read read(FolderListing.Seen seen) {
      FolderIndex.Look look = seen.look();
      for (int attempt = 0; attempt < TRIES; attempt++) {
        try {
          FoundFile one = look.size() <= HELD_BYTES_MAX ? held(seen, look) : digested(seen);
          FolderIndex.Look after =
              FolderListing.look(Files.readAttributes(seen.file(), BasicFileAttributes.class));
          if (after.equals(look) && one.file().size() == after.size()) {
            found.add(one);
            held += look.size() <= HELD_BYTES_MAX ? (int) look.size() : 0;
            return new Read(one.file(), after);
          }
          look = after;
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

    /// Reads as much as there was when it was looked at; the look after it tells when there is
    /// more.
    private FoundFile held(FolderListing.Seen seen, FolderIndex.Look look) throws IOException {
      int room = (int) look.size();
      makeRoom(room);
      int size;
      try (InputStream file = new FileInputStream(seen.file().toFile())) {
        size = file.readNBytes(contents, held, room);
      }
      hash.update(contents, held, size);
      return FoundFile.holding(
          new FolderFile(seen.path(), Digests.named(hash.digest()), size), contents, held);
    }

    private void makeRoom(int size) {
      if (contents.length - held < size && !found.isEmpty()) {
        handOn();
      }
      if (contents.length - held < size) {
        contents = new byte[Math.max(HELD_BYTES_MAX, size)];
        held = 0;
      }
    }

    private FoundFile digested(FolderListing.Seen seen) throws IOException {
      MessageDigest digest = Digests.start();
      long size = 0;
      try (InputStream content = Files.newInputStream(seen.file())) {
        for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
          digest.update(chunk, 0, count);
          size += count;
        }
      }
      return FoundFile.at(
          new FolderFile(seen.path(), Digests.named(digest.digest()), size), seen.file());
    }
  }
}
