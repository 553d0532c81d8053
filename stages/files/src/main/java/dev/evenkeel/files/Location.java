package dev.evenkeel.files;

/// Where a content lies.
///
/// @param digest of the content, `sha256:…`
/// @param size in bytes
/// @param blob digest of the blob that holds it
/// @param position of its first byte there
record Location(String digest, long size, String blob, long position) {
  /// Whether the blob holds nothing but contents; one of before may be somebody else's too.
  boolean isOwn() {
    return position >= OwnBlobs.HEAD_BYTES;
  }
}
