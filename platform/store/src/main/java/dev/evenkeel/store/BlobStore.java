package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Bytes under the name of their content; what is stored never changes.
public interface BlobStore {
  /// Stores a stream and answers its digest, `sha256:…`. Returns after the bytes are safe.
  String put(InputStream content);

  /// Stores some bytes.
  default String put(byte[] content) {
    return put(new ByteArrayInputStream(content));
  }

  /// Opens a blob; empty when there is none of that digest. Whoever reads to its end has read what
  /// was stored: when the bytes have another digest, reading ends by a problem of kind
  /// `ENVIRONMENT`.
  Optional<InputStream> get(String digest);

  /// Opens a blob behind its first bytes. What is read is not verified, unless it is all.
  ///
  /// @param from how many bytes to leave out; behind the end nothing is left
  Optional<InputStream> get(String digest, long from);

  /// A blob that must be there, whole.
  default byte[] bytes(String digest) {
    try (InputStream content =
        get(digest)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "blob %s is missing from the store".formatted(digest),
                        "restore the home folder from a backup")
                    .asException())) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "blob %s cannot be read".formatted(digest),
              "check the disk, or the connection to the store")
          .asException(e);
    }
  }

  /// Whether there is one of that digest.
  boolean has(String digest);

  /// Removes a blob; none of that digest is fine.
  void delete(String digest);
}
