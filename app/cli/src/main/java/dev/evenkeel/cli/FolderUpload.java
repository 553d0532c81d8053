package dev.evenkeel.cli;

import dev.evenkeel.folders.Bundle;
import dev.evenkeel.folders.FolderScan;
import dev.evenkeel.folders.FoundFile;
import dev.evenkeel.folders.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/// Sends the contents of a folder while it is read, those that the server lacks.
final class FolderUpload implements FolderScan.Listener {
  private static final int FILES_AT_ONCE = 8_000;
  private static final long BYTES_AT_ONCE = 16L << 20;
  private static final long IN_MEMORY = 32L << 20;
  private static final int UNASKED_MAX = 8;

  private final RunningServer running;
  private final String address;
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final LongConsumer progress;
  private final Queue<ByteBuffer> memory = new ConcurrentLinkedQueue<>();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final AtomicInteger unasked = new AtomicInteger();
  private final AtomicInteger lacking = new AtomicInteger();

  /// @param address of the dataset
  /// @param known digests of contents that the server has
  FolderUpload(RunningServer running, String address, Set<String> known, LongConsumer progress) {
    this.running = running;
    this.address = address;
    this.progress = progress;
    handled.addAll(known);
  }

  /// Bytes of the contents that were sent.
  long sentBytes() {
    return sentBytes.get();
  }

  @Override
  public void found(List<FoundFile> some) {
    List<FoundFile> fresh = new ArrayList<>();
    long bytes = 0;
    for (FoundFile file : some) {
      progress.accept(read.addAndGet(file.file().size()));
      if (handled.add(file.file().digest())) {
        fresh.add(file);
        bytes += file.file().size();
      }
      if (fresh.size() >= FILES_AT_ONCE || bytes >= BYTES_AT_ONCE) {
        send(fresh);
        fresh.clear();
        bytes = 0;
      }
    }
    if (!fresh.isEmpty()) {
      send(fresh);
    }
  }

  private void send(List<FoundFile> fresh) {
    // A question costs little beside a large content.
    boolean isUnasked = bytes(fresh) <= IN_MEMORY && unasked.getAndUpdate(FolderUpload::less) > 0;
    List<FoundFile> wanted = isUnasked ? List.copyOf(fresh) : wanted(fresh);
    if (wanted.isEmpty()) {
      return;
    }
    long bytes = bytes(wanted);
    try {
      if (bytes <= IN_MEMORY) {
        sendFrames(wanted, bytes);
      } else {
        sendFile(wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sentBytes.addAndGet(bytes);
  }

  /// Asks which contents the server lacks. While it lacks all, as it does when a folder is new to
  /// it, the next ones are sent without a question, twice as many each time.
  private List<FoundFile> wanted(List<FoundFile> fresh) {
    List<String> digests = fresh.stream().map(file -> file.file().digest()).toList();
    JsonNode answer = running.post(address + "/contents/missing", Map.of("digests", digests));
    Set<String> missing = new HashSet<>();
    answer.path("missing").forEach(digest -> missing.add(digest.asString("")));
    if (missing.size() == digests.size()) {
      unasked.set(lacking.updateAndGet(times -> Math.min(UNASKED_MAX, Math.max(1, 2 * times))));
    } else {
      lacking.set(0);
      unasked.set(0);
    }
    return fresh.stream().filter(file -> missing.contains(file.file().digest())).toList();
  }

  private static long bytes(List<FoundFile> some) {
    return some.stream().mapToLong(file -> file.file().size()).sum();
  }

  private static int less(int times) {
    return Math.max(0, times - 1);
  }

  private void sendFile(List<FoundFile> wanted) throws IOException {
    Path bundle = Files.createTempFile("evenkeel-bundle", ".tar");
    try {
      try (OutputStream out = Files.newOutputStream(bundle)) {
        pack(wanted, out);
      }
      var _ = running.post(address + "/contents", bundle);
    } finally {
      Files.deleteIfExists(bundle);
    }
  }

  private void sendFrames(List<FoundFile> wanted, long bytes) throws IOException {
    // Two readers come at once; what one has sent, the next fills again.
    ByteBuffer spare = memory.poll();
    ByteBuffer frames = Frames.begin(spare, wanted.size(), bytes);
    for (FoundFile file : wanted) {
      Frames.add(frames, file);
    }
    Frames.end(frames);
    var _ = running.post(address + "/contents", Frames.MEDIA_TYPE, frames.flip());
    memory.add(frames);
  }

  private static void pack(List<FoundFile> wanted, OutputStream out) throws IOException {
    try (Bundle.Writer writer = new Bundle.Writer(out)) {
      for (FoundFile file : wanted) {
        try (InputStream content = file.open()) {
          writer.add(file.file().digest(), file.file().size(), content);
        }
      }
    }
  }
}
