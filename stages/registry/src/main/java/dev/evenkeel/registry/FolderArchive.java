package dev.evenkeel.registry;

import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.store.BlobStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes one ZIP of a folder's files, of which no more than a piece is in memory. The same files
/// give the same bytes, so that a model registered twice is one blob.
final class FolderArchive {
  // A ZIP cannot tell an earlier time.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Artifacts artifacts;
  private final BlobStore blobs;

  FolderArchive(Artifacts artifacts, BlobStore blobs) {
    this.artifacts = artifacts;
    this.blobs = blobs;
  }

  /// Stores the ZIP and answers its digest.
  ///
  /// @param files below the folder, by path
  String store(ArtifactPath folder, List<Artifact> files) {
    try {
      // Written aside first: the blob store reads a stream, and pulls it at its own pace.
      Path zip = Files.createTempFile("evenkeel-version-", ".zip");
      try {
        write(zip, folder, files);
        try (InputStream content = Files.newInputStream(zip)) {
          return blobs.put(content);
        }
      } finally {
        Files.deleteIfExists(zip);
      }
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the model's files cannot be packed: the disk for temporary files is full",
              "free some space or set java.io.tmpdir")
          .asException(e);
    }
  }

  private void write(Path zip, ArtifactPath folder, List<Artifact> files) throws IOException {
    int within = folder.isRoot() ? 0 : folder.text().length() + 1;
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(zip));
        ZipOutputStream out = new ZipOutputStream(file)) {
      // Stored, since another zlib would press the same bytes otherwise.
      out.setMethod(ZipOutputStream.STORED);
      for (Artifact each : files) {
        out.putNextEntry(entry(each, each.path().text().substring(within)));
        try (InputStream content = artifacts.open(each, 0)) {
          content.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }

  /// A stored entry names its checksum before its bytes, so the file is read twice.
  private ZipEntry entry(Artifact file, String name) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream content = new CheckedInputStream(artifacts.open(file, 0), checksum)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    entry.setSize(file.bytes());
    entry.setCompressedSize(file.bytes());
    entry.setCrc(checksum.getValue());
    return entry;
  }
}
