package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A folder in the form that OCI calls an image layout. Names of files in it come from checked
/// digests alone, and no link is followed.
final class LayoutFolder implements OciStore {
  private static final String TAG = "org.opencontainers.image.ref.name";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final Path folder;

  LayoutFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> manifest(String reference) throws IOException {
    if (!Files.isRegularFile(index(), LinkOption.NOFOLLOW_LINKS)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "no OCI layout is at " + folder,
              "",
              "a folder with index.json and blobs/sha256",
              "")
          .asException();
    }
    if (Digests.isDigest(reference)) {
      return Files.exists(file(reference), LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(small(file(reference)))
          : Optional.empty();
    }
    for (JsonNode entry : entries()) {
      if (tag(entry).equals(reference)) {
        return Optional.of(small(file(Descriptor.read(entry, MANIFEST_BYTES_MAX).digest())));
      }
    }
    return Optional.empty();
  }

  private List<JsonNode> entries() throws IOException {
    if (!Files.exists(index(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    return Json.parse(small(index()), index().toString()).path("manifests").valueStream().toList();
  }

  private static String tag(JsonNode entry) {
    return entry.path("annotations").path(TAG).asString("");
  }

  @Override
  public InputStream blob(Descriptor blob) throws IOException {
    return open(file(blob.digest()));
  }

  private static InputStream open(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "%s is missing or no plain file".formatted(file),
              "get the whole folder again")
          .asException();
    }
    return Channels.newInputStream(
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
  }

  private static byte[] small(Path file) throws IOException {
    try (InputStream content = open(file)) {
      byte[] read = content.readNBytes(MANIFEST_BYTES_MAX + 1);
      if (read.length > MANIFEST_BYTES_MAX) {
        throw Problem.of(Problem.Kind.TOO_LARGE, file + " is larger than any manifest", "")
            .asException();
      }
      return read;
    }
  }

  @Override
  public void put(Descriptor blob, Path content) throws IOException {
    Path target = file(blob.digest());
    Files.createDirectories(target.getParent());
    Path aside = Files.createTempFile(target.getParent(), ".part", "");
    try {
      Files.copy(content, aside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  @Override
  public void putManifest(String tag, byte[] manifest) throws IOException {
    Descriptor described = Descriptor.of(MANIFEST, manifest);
    write(file(described.digest()), manifest);
    List<Object> entries = new ArrayList<>(entries());
    entries.removeIf(entry -> tag((JsonNode) entry).equals(tag));
    entries.add(described.with(TAG, tag).json());
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", "application/vnd.oci.image.index.v1+json");
    index.put("manifests", entries);
    write(folder.resolve("oci-layout"), Json.write(Map.of("imageLayoutVersion", "1.0.0")));
    write(index(), Json.write(index));
  }

  private static void write(Path target, byte[] content) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path aside = Files.createTempFile(target.toAbsolutePath().getParent(), ".part", "");
    try {
      Files.write(aside, content);
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private Path index() {
    return folder.resolve("index.json");
  }

  private Path file(String digest) {
    return folder.resolve("blobs").resolve("sha256").resolve(digest.substring("sha256:".length()));
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public void close() {
    // Nothing is left open.
  }
}
