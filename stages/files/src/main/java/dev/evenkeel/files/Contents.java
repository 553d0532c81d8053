package dev.evenkeel.files;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.NamedContents;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.folders.Frames;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.VerifiedStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.io.input.BoundedInputStream;

/// What is in the files of datasets. Each content is stored once, whichever datasets have it; a
/// dataset has what was brought to it, so that nobody reads a content by knowing its digest.
public final class Contents {
  /// Digests that may be asked for at once.
  public static final int ASKED_MAX = 10_000;

  private static final int BUFFER_BYTES = 1 << 16;

  private final ContentRows rows;
  private final BlobStore blobs;
  private final OwnBlobs own;
  private final ContentCleaning cleaning;

  public Contents(Database database, BlobStore blobs, Clock clock) {
    BlobRows blobRows = new BlobRows(database, clock);
    this.rows = new ContentRows(database);
    this.blobs = blobs;
    this.own = new OwnBlobs(blobs, blobRows);
    this.cleaning = new ContentCleaning(database, this, rows, blobRows, own, clock);
  }

  /// Frees what no version names.
  public NamedContents cleaning() {
    return cleaning;
  }

  /// Changes when contents have gone, so that whoever looked before looks again.
  long gone() {
    return cleaning.gone();
  }

  /// What became of a bundle.
  ///
  /// @param contents that it held
  /// @param stored of them that were not there before
  public record Taken(int contents, int stored) {}

  /// Which of some contents a dataset lacks, in the order in which they were asked for.
  public List<String> missing(String dataset, Collection<String> digests) {
    demandDigests(digests);
    return rows.missing(dataset, digests);
  }

  /// Takes a bundle in. What was taken before it broke off stays, and need not be sent again.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `MALFORMED` when a content has another
  ///   digest than it claims
  public Taken take(String dataset, InputStream bundle) {
    return take(dataset, taking -> Bundle.read(bundle, taking));
  }

  /// The same of contents in frames.
  public Taken takeFrames(String dataset, InputStream frames) {
    BufferedInputStream buffered = new BufferedInputStream(frames, BUFFER_BYTES);
    return take(dataset, taking -> Frames.read(buffered, taking));
  }

  private Taken take(String dataset, Consumer<Bundle.Taker> from) {
    Taking taking = new Taking(dataset);
    from.accept(taking);
    taking.flush();
    return new Taken(taking.contents, taking.stored);
  }

  private final class Taking implements Bundle.Taker {
    private final String dataset;
    private final Pack pack = new Pack();
    private int contents;
    private int stored;

    Taking(String dataset) {
      this.dataset = dataset;
    }

    @Override
    public void take(String digest, long size, InputStream content) throws IOException {
      contents++;
      if (size > Pack.CONTENT_BYTES_MAX) {
        takeLarge(digest, size, content);
        return;
      }
      demandSame(digest, pack.add(digest, (int) size, content));
      if (pack.isFull()) {
        flush();
      }
    }

    /// One of a blob of its own.
    private void takeLarge(String digest, long size, InputStream content) throws IOException {
      Location known = rows.findAnywhere(List.of(digest)).get(digest);
      if (known != null) {
        // Read all the same: only whoever has the content gets it.
        demandSame(digest, digest(content));
        if (rows.add(dataset, List.of(known))) {
          return;
        }
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "content %s was cleaned while it arrived".formatted(digest),
                "send it again")
            .asException();
      }
      String blob = own.put(content, size, arrived -> demandSame(digest, arrived));
      demandStored(
          rows.add(dataset, List.of(new Location(digest, size, blob, OwnBlobs.HEAD_BYTES))));
      stored++;
    }

    /// The blob is safe before a row names it.
    void flush() {
      Map<String, Location> known = rows.findAnywhere(pack.digests());
      // What is being cleaned away at this moment is stored anew.
      if (rows.add(dataset, known.values())) {
        pack.leaveOut(known.keySet());
      }
      if (!pack.isEmpty()) {
        List<Location> packed = pack.locations(own.put(pack));
        stored += packed.size();
        demandStored(rows.add(dataset, packed));
      }
      pack.clear();
    }
  }

  private static void demandStored(boolean isStored) {
    if (!isStored) {
      throw Problem.of(
              Problem.Kind.BUSY,
              "contents took more than a day to be stored",
              "send them again; what was stored stays")
          .asException();
    }
  }

  private static String digest(InputStream content) throws IOException {
    MessageDigest digest = Digests.start();
    content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Digests.named(digest.digest());
  }

  private static void demandSame(String claimed, String digest) {
    if (!claimed.equals(digest)) {
      throw Problem.of(
              Problem.Kind.MALFORMED,
              "content %s arrived as %s".formatted(claimed, digest),
              "the file changed while it was sent: send it again")
          .asException();
    }
  }

  /// A content of a dataset; empty when the dataset has none of that digest.
  public Optional<Content> find(String dataset, String digest) {
    demandDigests(List.of(digest));
    return Optional.ofNullable(rows.find(dataset, List.of(digest)).get(digest)).map(Content::new);
  }

  /// A content that is there.
  public final class Content {
    private final Location location;

    private Content(Location location) {
      this.location = location;
    }

    /// How long it is.
    public long bytes() {
      return location.size();
    }

    /// Opens it behind its first bytes, where it lies. Read from the start, it ends by a problem
    /// when the bytes have another digest; a part is not verified.
    ///
    /// @param from how many bytes to leave out, at most all
    public InputStream open(long from) {
      InputStream bytes =
          bounded(blob(location.blob(), location.position() + from), location.size() - from, true);
      return from == 0 ? new VerifiedStream(bytes, location.digest(), location.size()) : bytes;
    }
  }

  /// Writes contents of a dataset as a bundle, those that lie together one after another.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`, before anything is written,
  ///   when the dataset lacks one
  public Bundled bundle(String dataset, Collection<String> digests) {
    demandDigests(digests);
    Map<String, Location> found = rows.find(dataset, digests);
    for (String digest : digests) {
      if (!found.containsKey(digest)) {
        throw Problem.of(
                Problem.Kind.NOT_FOUND,
                "dataset `%s` has no content %s".formatted(Names.abbreviate(dataset), digest),
                "ask for digests of its manifest")
            .asException();
      }
    }
    return new Bundled(
        found.values().stream()
            .sorted(Comparator.comparing(Location::blob).thenComparingLong(Location::position))
            .toList());
  }

  /// Contents that are about to be sent.
  public final class Bundled {
    private final List<Location> locations;

    private Bundled(List<Location> locations) {
      this.locations = locations;
    }

    /// Writes them all; the writer stays open.
    public void writeTo(Bundle.Writer writer) throws IOException {
      int at = 0;
      while (at < locations.size()) {
        Location first = locations.get(at);
        // Neighbours in a blob are read in one go.
        try (InputStream blob = blob(first.blob(), first.position())) {
          long position = first.position();
          while (at < locations.size() && locations.get(at).blob().equals(first.blob())) {
            Location location = locations.get(at++);
            blob.skipNBytes(location.position() - position);
            InputStream content =
                new VerifiedStream(
                    bounded(blob, location.size(), false), location.digest(), location.size());
            writer.add(location.digest(), location.size(), content);
            position = location.position() + location.size();
          }
        }
      }
    }
  }

  /// A content where it lies, verified to its end.
  byte[] bytes(Location location) throws IOException {
    try (InputStream content = new Content(location).open(0)) {
      return content.readAllBytes();
    }
  }

  private InputStream blob(String digest, long position) {
    return blobs
        .get(digest, position)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "blob %s is missing from the store".formatted(digest),
                    "restore the home folder from a backup")
                .asException());
  }

  private static InputStream bounded(InputStream blob, long size, boolean closes) {
    try {
      return BoundedInputStream.builder()
          .setInputStream(blob)
          .setMaxCount(size)
          .setPropagateClose(closes)
          .get();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot bound a stream", e);
    }
  }

  private static void demandDigests(Collection<String> digests) {
    if (digests.size() > ASKED_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "%d digests at once".formatted(digests.size()),
              "at most %d".formatted(ASKED_MAX))
          .asException();
    }
    for (String digest : digests) {
      if (!Digests.isDigest(digest)) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "`%s` is no digest".formatted(Names.abbreviate(digest)),
                "`sha256:` and 64 hexadecimal digits")
            .asException();
      }
    }
  }
}
