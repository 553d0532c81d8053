package dev.evenkeel.registry.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/// Where artifacts lie. What is read here is compared with its digest by whoever asked.
interface OciStore extends AutoCloseable {
  int MANIFEST_BYTES_MAX = 4 << 20;

  /// A manifest's bytes, empty when there is none.
  ///
  /// @param reference a tag or a digest
  Optional<byte[]> manifest(String reference) throws IOException;

  /// A blob's bytes as they lie there, not yet compared with their digest.
  InputStream blob(Descriptor blob) throws IOException;

  /// Does nothing when the blob is there already.
  void put(Descriptor blob, Path content) throws IOException;

  void putManifest(String tag, byte[] manifest) throws IOException;

  /// What a signature names as the place of the artifact.
  String name();

  @Override
  void close();
}
