package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Signatures as cosign 2 keeps them: an artifact of its own beside the signed one, under a tag
/// that is made of its digest.
final class Signing {
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String TYPE = "cosign container image signature";
  private static final int SIGNATURES_MAX = 32;
  private static final int PAYLOAD_BYTES_MAX = 64 << 10;

  private final OciStore store;

  Signing(OciStore store) {
    this.store = store;
  }

  private static String tag(String digest) {
    return digest.replace(':', '-') + ".sig";
  }

  void sign(String digest, PrivateKey key) throws IOException {
    byte[] payload = payload(digest);
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diff_ids", List.of(Digests.of(payload)));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", "");
    config.put("created", "0001-01-01T00:00:00Z");
    config.put("os", "");
    config.put("rootfs", files);
    config.put("config", Map.of());
    byte[] image = Json.write(config);
    Descriptor signed =
        put(PAYLOAD, payload)
            .with(SIGNATURE, Base64.getEncoder().encodeToString(CosignKeys.sign(key, payload)));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", ModelArchive.MANIFEST);
    manifest.put("config", put("application/vnd.oci.image.config.v1+json", image).json());
    manifest.put("layers", List.of(signed.json()));
    store.putManifest(tag(digest), Json.write(manifest));
  }

  private byte[] payload(String digest) {
    Map<String, Object> critical = new LinkedHashMap<>();
    critical.put("identity", Map.of("docker-reference", store.name()));
    critical.put("image", Map.of("docker-manifest-digest", digest));
    critical.put("type", TYPE);
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("critical", critical);
    payload.put("optional", Map.of());
    return Json.write(payload);
  }

  private Descriptor put(String type, byte[] content) throws IOException {
    Descriptor blob = Descriptor.of(type, content);
    Path aside = Files.createTempFile("evenkeel-", ".json");
    try {
      Files.write(aside, content);
      store.put(blob, aside);
    } finally {
      Files.deleteIfExists(aside);
    }
    return blob;
  }

  /// Ends in a problem unless one of the signatures is of this digest and by this key.
  void demand(String digest, PublicKey key) throws IOException {
    Optional<byte[]> manifest = store.manifest(tag(digest));
    if (manifest.isEmpty()) {
      throw refused("%s is not signed".formatted(digest));
    }
    JsonNode layers = Json.parse(manifest.get(), "the signature's manifest").path("layers");
    if (layers.size() > SIGNATURES_MAX) {
      throw refused("%s has more than %d signatures".formatted(digest, SIGNATURES_MAX));
    }
    for (JsonNode layer : layers) {
      if (isGood(Descriptor.read(layer, PAYLOAD_BYTES_MAX), digest, key)) {
        return;
      }
    }
    throw refused("no signature of %s is by the given key".formatted(digest));
  }

  private boolean isGood(Descriptor layer, String digest, PublicKey key) throws IOException {
    byte[] payload;
    try (InputStream content = store.blob(layer)) {
      payload = content.readNBytes(PAYLOAD_BYTES_MAX);
    }
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(layer.annotations().getOrDefault(SIGNATURE, ""));
    } catch (IllegalArgumentException e) {
      return false;
    }
    // Only what is signed is read: before that, it is what anybody may have written.
    if (!CosignKeys.isSignedBy(key, payload, signature)) {
      return false;
    }
    JsonNode critical = Json.parse(payload, "the signature's payload").path("critical");
    return critical.path("type").asString("").equals(TYPE)
        && critical.at("/image/docker-manifest-digest").asString("").equals(digest);
  }

  private static RuntimeException refused(String what) {
    return Problem.of(
            Problem.Kind.FORBIDDEN, what, "ask whoever exported it for the key, or to sign it")
        .asException();
  }
}
