package dev.evenkeel.objects;

import dev.evenkeel.base.Digests;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.VerifiedStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// Blobs as objects `PREFIXsha256/ab/cdef…` of a bucket. An object appears when all of it has
/// arrived, so a crash leaves a whole blob or none.
final class S3BlobStore implements BlobStore {
  private final S3Objects objects;
  private final Spool spool;

  private S3BlobStore(S3Objects objects, Path scratch) {
    this.objects = objects;
    this.spool = new Spool(scratch);
  }

  /// Opens a bucket that is there.
  static S3BlobStore open(S3Settings settings, Path scratch) {
    return new S3BlobStore(S3Objects.open(settings), scratch);
  }

  @Override
  public String put(InputStream content) {
    try (Spool.Spooled spooled = spool.take(content)) {
      String key = key(spooled.digest());
      // One of another length was not written by us, and is put right.
      if (!objects.size(key).equals(OptionalLong.of(spooled.bytes()))) {
        objects.put(key, spooled.file(), spooled.bytes());
      }
      return spooled.digest();
    }
  }

  @Override
  public Optional<InputStream> get(String digest) {
    return objects
        .object(key(digest), "")
        .map(object -> new VerifiedStream(object, digest, object.response().contentLength()));
  }

  @Override
  public Optional<InputStream> get(String digest, long from) {
    return from > 0
        ? objects.object(key(digest), "bytes=%d-".formatted(from)).map(object -> object)
        : get(digest);
  }

  @Override
  public boolean has(String digest) {
    return objects.size(key(digest)).isPresent();
  }

  @Override
  public void delete(String digest) {
    objects.delete(key(digest));
  }

  /// Only a digest ever becomes a key, so no name from outside can.
  private String key(String digest) {
    if (!Digests.isDigest(digest)) {
      throw new IllegalArgumentException("Cannot find a blob: not a digest, got " + digest);
    }
    String hex = digest.substring("sha256:".length());
    return "%ssha256/%s/%s"
        .formatted(objects.settings().prefix(), hex.substring(0, 2), hex.substring(2));
  }
}
