package dev.evenkeel.folders;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/// The digests of a folder's files beside what the file system said of each when it was read: a
/// file that looks the same is not read again. It lies in the folder itself and may be deleted at
/// any time; then everything is read once more.
///
/// A file that changed within two seconds before the listing is never believed, because a later
/// change may carry the same time.
public final class FolderIndex {
  /// Where we keep what is ours in a folder.
  public static final String FOLDER = ".evenkeel";

  private static final String FILE = "index";
  private static final int FORMAT = 0x45_56_4b_01;
  private static final int FILES_MAX = 50_000_000;
  private static final long SETTLED_NANOS = 2_000_000_000L;
  private static final HexFormat HEX = HexFormat.of();

  private final Map<String, Known> known;

  private FolderIndex(Map<String, Known> known) {
    this.known = known;
  }

  /// What the file system says of a file.
  ///
  /// @param modified nanoseconds since 1970
  /// @param key of the file within its file system: a file that replaced another has its own
  record Look(long size, long modified, int key) {}

  /// @param look when its content was read
  private record Known(Look look, String digest) {}

  /// An index that knows nothing.
  public static FolderIndex empty() {
    return new FolderIndex(new HashMap<>());
  }

  /// The folder's index; an empty one when there is none that can be read.
  public static FolderIndex load(Path root) {
    Path file = file(root);
    if (!Files.isRegularFile(file)) {
      return empty();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != FORMAT) {
        return empty();
      }
      int count = in.readInt();
      if (count < 0 || count > FILES_MAX) {
        return empty();
      }
      Map<String, Known> known = HashMap.newHashMap(Math.min(count, 1 << 20));
      byte[] digest = new byte[32];
      for (int read = 0; read < count; read++) {
        String path = in.readUTF();
        Look look = new Look(in.readLong(), in.readLong(), in.readInt());
        in.readFully(digest);
        known.put(path, new Known(look, "sha256:" + HEX.formatHex(digest)));
      }
      return new FolderIndex(known);
    } catch (IOException e) {
      // A torn index costs reading the folder again, no more.
      return empty();
    }
  }

  /// Writes the index aside, then renames it.
  public void save(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve(FOLDER));
    Path written = folder.resolve("index-" + UUID.randomUUID());
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(written), 1 << 16))) {
        out.writeInt(FORMAT);
        out.writeInt(known.size());
        for (Map.Entry<String, Known> entry : known.entrySet()) {
          out.writeUTF(entry.getKey());
          Look look = entry.getValue().look();
          out.writeLong(look.size());
          out.writeLong(look.modified());
          out.writeInt(look.key());
          out.write(
              HEX.parseHex(entry.getValue().digest(), "sha256:".length(), "sha256:".length() + 64));
        }
      }
      Files.move(written, file(root), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /// The digest of a file that looks as it did, or empty text.
  String digest(String path, Look look) {
    Known entry = known.get(path);
    return entry != null && entry.look().equals(look) ? entry.digest() : "";
  }

  /// Remembers a digest, unless the file is too young to be believed.
  ///
  /// @param now nanoseconds since 1970, before the file was listed
  void remember(String path, Look look, String digest, long now) {
    if (look.modified() < now - SETTLED_NANOS) {
      known.put(path, new Known(look, digest));
    }
  }

  private static Path file(Path root) {
    return root.resolve(FOLDER).resolve(FILE);
  }
}
