package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A place for model versions outside of any Evenkeel: a folder in OCI's image layout, or a
/// repository at an OCI registry. The artifact has CNCF ModelPack's types: one layer is the model's
/// file, one is `evenkeel.json` with what the registry knew of the version.
public final class ModelArchive implements AutoCloseable {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private static final String ARTIFACT = "application/vnd.cncf.model.manifest.v1+json";
  private static final String CONFIG = "application/vnd.cncf.model.config.v1+json";
  private static final String WEIGHTS = "application/vnd.cncf.model.weight.v1.raw";
  private static final String FACTS = "application/vnd.cncf.model.doc.v1.raw";
  private static final String PATH = "org.cncf.model.filepath";
  private static final String FACTS_NAME = "evenkeel.json";
  private static final int FACTS_BYTES_MAX = 4 << 20;
  private static final int LAYERS_MAX = 64;
  private static final int PART_BYTES = 64 << 10;

  private final OciStore store;
  private final String version;

  private ModelArchive(OciStore store, String version) {
    this.store = store;
    this.version = version;
  }

  /// Is told how far a transfer is.
  public interface Progress {
    /// Called after every piece.
    ///
    /// @param bytes so far
    void at(long bytes, long total);
  }

  /// What was read, all of it compared with its digest.
  ///
  /// @param facts what the registry that it comes from knew
  public record Pulled(String digest, JsonNode facts) {}

  /// A place by its name.
  ///
  /// @param place `oci://host/repository:tag`, a folder, or either with `@sha256:…`
  /// @param plainHttp whether a registry that is no part of this machine is asked without TLS
  public static ModelArchive at(String place, boolean plainHttp) {
    if (place.startsWith(OciReference.SCHEME)) {
      OciReference reference = OciReference.read(place);
      return new ModelArchive(
          new RemoteRegistry(reference, plainHttp, System.getenv()), reference.version());
    }
    int at = place.lastIndexOf('@');
    if (at > 0 && Digests.isDigest(place.substring(at + 1))) {
      return new ModelArchive(
          new LayoutFolder(Path.of(place.substring(0, at))), place.substring(at + 1));
    }
    return new ModelArchive(new LayoutFolder(Path.of(place)), "latest");
  }

  /// Packs a version. Packing it again makes the same bytes, so the same digest.
  ///
  /// @param facts with `model`, `version`, `registered` and `format` at least
  /// @return the artifact's digest
  public String push(JsonNode facts, Path model, Optional<PrivateKey> key) {
    if (Digests.isDigest(version)) {
      throw Problem.of(
              Problem.Kind.INPUT, "an export cannot choose its digest", "name a tag instead")
          .asException();
    }
    try {
      return write(facts, model, key);
    } catch (IOException e) {
      throw broken("cannot write the artifact", e);
    }
  }

  private String write(JsonNode facts, Path model, Optional<PrivateKey> key) throws IOException {
    Descriptor weights =
        new Descriptor(WEIGHTS, digest(model), Files.size(model), Map.of()).with(PATH, "model");
    store.put(weights, model);
    Descriptor known = put(FACTS, Json.write(facts)).with(PATH, FACTS_NAME);
    Descriptor config = put(CONFIG, config(facts, List.of(weights.digest(), known.digest())));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MANIFEST);
    manifest.put("artifactType", ARTIFACT);
    manifest.put("config", config.json());
    manifest.put("layers", List.of(weights.json(), known.json()));
    byte[] written = Json.write(manifest);
    String digest = Digests.of(written);
    store.putManifest(version, written);
    if (key.isPresent()) {
      new Signing(store).sign(digest, key.get());
    }
    return digest;
  }

  private static byte[] config(JsonNode facts, List<String> layers) {
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("createdAt", facts.path("registered").asString(""));
    descriptor.put("name", facts.path("model").asString(""));
    descriptor.put("version", facts.path("version").asString(""));
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diffIds", layers);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("descriptor", descriptor);
    config.put("modelfs", files);
    config.put("config", Map.of("format", facts.path("format").asString("")));
    return Json.write(config);
  }

  private Descriptor put(String type, byte[] content) throws IOException {
    Path aside = Files.createTempFile("evenkeel-", ".json");
    try {
      Files.write(aside, content);
      Descriptor blob = Descriptor.of(type, content);
      store.put(blob, aside);
      return blob;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = Digests.start();
    byte[] part = new byte[PART_BYTES];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(part); read >= 0; read = content.read(part)) {
        digest.update(part, 0, read);
      }
    }
    return Digests.named(digest.digest());
  }

  /// Reads a version into a file. A byte that differs from what was packed ends it, and nothing of
  /// it may be used then.
  ///
  /// @param key when given, a signature by it is demanded before anything else is read
  /// @param bytesMax a larger model is refused unread
  public Pulled pull(Path model, Optional<PublicKey> key, long bytesMax, Progress progress) {
    try {
      return read(model, key, bytesMax, progress);
    } catch (IOException e) {
      throw broken("cannot read the artifact", e);
    }
  }

  private Pulled read(Path model, Optional<PublicKey> key, long bytesMax, Progress progress)
      throws IOException {
    byte[] manifest =
        store
            .manifest(version)
            .orElseThrow(() ->
                Problem.of(Problem.Kind.NOT_FOUND, "there is no `%s`".formatted(version), "")
                    .asException());
    String digest = Digests.of(manifest);
    if (Digests.isDigest(version) && !version.equals(digest)) {
      throw altered("the manifest " + version, digest);
    }
    if (key.isPresent()) {
      new Signing(store).demand(digest, key.get());
    }
    JsonNode layers = layers(manifest, digest);
    Descriptor known = layer(layers, FACTS, FACTS_BYTES_MAX);
    Descriptor weights = layer(layers, WEIGHTS, bytesMax);
    Path aside = Files.createTempFile("evenkeel-", ".json");
    try {
      fetch(known, aside, (_, _) -> {});
      JsonNode facts = Json.parse(Files.readAllBytes(aside), FACTS_NAME);
      fetch(weights, model, progress);
      return new Pulled(digest, facts);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static JsonNode layers(byte[] manifest, String digest) {
    JsonNode read = Json.parse(manifest, "the manifest " + digest);
    JsonNode layers = read.path("layers");
    if (!read.path("artifactType").asString("").equals(ARTIFACT) || layers.size() > LAYERS_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s is no model that Evenkeel exported".formatted(digest),
              "",
              "artifactType " + ARTIFACT,
              "")
          .asException();
    }
    return layers;
  }

  private static Descriptor layer(JsonNode layers, String type, long sizeMax) {
    List<JsonNode> found =
        layers
            .valueStream()
            .filter(layer -> layer.path("mediaType").asString("").equals(type))
            .toList();
    if (found.size() != 1) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the artifact has %d layers of type %s".formatted(found.size(), type),
              "",
              "one, as `evenkeel model export` writes it",
              "")
          .asException();
    }
    return Descriptor.read(found.getFirst(), sizeMax);
  }

  private void fetch(Descriptor blob, Path target, Progress progress) throws IOException {
    MessageDigest digest = Digests.start();
    byte[] part = new byte[PART_BYTES];
    long bytes = 0;
    try (InputStream content = store.blob(blob);
        OutputStream file = Files.newOutputStream(target)) {
      for (int read = content.read(part); read >= 0; read = content.read(part)) {
        bytes += read;
        if (bytes > blob.size()) {
          throw altered("blob " + blob.digest(), "more than its %,d bytes".formatted(blob.size()));
        }
        digest.update(part, 0, read);
        file.write(part, 0, read);
        progress.at(bytes, blob.size());
      }
    }
    String got = Digests.named(digest.digest());
    if (bytes != blob.size() || !got.equals(blob.digest())) {
      throw altered("blob " + blob.digest(), "%,d bytes with %s".formatted(bytes, got));
    }
  }

  private static RuntimeException altered(String what, String got) {
    return new Problem(
            Problem.Kind.MALFORMED,
            "%s is not what was exported: it has %s".formatted(what, got),
            "",
            "",
            "fetch it again from whoever exported it; nothing of it was imported")
        .asException();
  }

  private static RuntimeException broken(String what, IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "%s: %s".formatted(what, e.getMessage() == null ? e.toString() : e.getMessage()),
            "look whether the place can be reached and has room, and try again")
        .asException(e);
  }

  @Override
  public void close() {
    store.close();
  }
}
