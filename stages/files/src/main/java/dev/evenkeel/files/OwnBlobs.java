package dev.evenkeel.files;

import dev.evenkeel.base.Digests;
import dev.evenkeel.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// Blobs that nothing else holds, however many rooms share the store: each begins with random
/// bytes, so no other has its digest. That is why one may be deleted without asking anybody.
final class OwnBlobs {
  /// Random bytes before the first content.
  static final int HEAD_BYTES = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final BlobStore blobs;
  private final BlobRows rows;

  OwnBlobs(BlobStore blobs, BlobRows rows) {
    this.blobs = blobs;
    this.rows = rows;
  }

  /// Stores a stream, and answers the digest of the blob.
  ///
  /// @param atEnd told the digest of the content before the blob is there; it may refuse
  String put(InputStream content, long size, Consumer<String> atEnd) {
    byte[] head = new byte[HEAD_BYTES];
    RANDOM.nextBytes(head);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), new Lent(content));
    return blobs.put(new Announced(whole, size, atEnd));
  }

  /// Stores a pack, and answers the digest of the blob.
  String put(Pack pack) {
    return put(pack.open(), pack.bytes(), _ -> {});
  }

  /// What belongs to an archive of which more is to be read: a sequence closes what it is through
  /// with.
  private static final class Lent extends FilterInputStream {
    Lent(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // Whoever lent it closes it.
    }
  }

  void delete(String blob) {
    blobs.delete(blob);
  }

  /// Says what it was when it ends: a store makes the blob of it after that.
  private final class Announced extends FilterInputStream {
    private final MessageDigest blob = Digests.start();
    private final MessageDigest content = Digests.start();
    private final long size;
    private final Consumer<String> atEnd;
    private int head = HEAD_BYTES;
    private boolean isSaid;

    Announced(InputStream in, long size, Consumer<String> atEnd) {
      super(in);
      this.size = size;
      this.atEnd = atEnd;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      if (read > 0) {
        blob.update(into, from, read);
        int ofHead = Math.min(head, read);
        head -= ofHead;
        content.update(into, from + ofHead, read - ofHead);
      } else if (read < 0 && !isSaid) {
        isSaid = true;
        atEnd.accept(Digests.named(content.digest()));
        rows.announce(Digests.named(blob.digest()), size);
      }
      return read;
    }
  }
}
