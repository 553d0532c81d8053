package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What a manifest says of a blob, as OCI's image specification has it.
record Descriptor(String mediaType, String digest, long size, Map<String, String> annotations) {
  Descriptor {
    annotations = Map.copyOf(annotations);
  }

  /// From a stranger's manifest.
  ///
  /// @param sizeMax a blob that claims more is refused before a byte of it is read
  static Descriptor read(JsonNode node, long sizeMax) {
    String digest = node.path("digest").asString("");
    JsonNode size = node.path("size");
    if (!Digests.isDigest(digest) || !size.isIntegralNumber() || !size.canConvertToLong()) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "a manifest names blob `%s` in a way we cannot check".formatted(abbreviated(digest)),
              "",
              "a digest `sha256:` with 64 hexadecimal digits, and a size",
              "")
          .asException();
    }
    if (size.longValue() < 0 || size.longValue() > sizeMax) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "blob %s claims %s bytes; at most %,d are taken here"
                  .formatted(digest, size.longValue(), sizeMax),
              "")
          .asException();
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    node.path("annotations")
        .propertyStream()
        .forEach(each -> annotations.put(each.getKey(), each.getValue().asString("")));
    return new Descriptor(
        node.path("mediaType").asString(""), digest, size.longValue(), annotations);
  }

  static Descriptor of(String mediaType, byte[] content) {
    return new Descriptor(mediaType, Digests.of(content), content.length, Map.of());
  }

  Descriptor with(String annotation, String value) {
    Map<String, String> all = new LinkedHashMap<>(annotations);
    all.put(annotation, value);
    return new Descriptor(mediaType, digest, size, all);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mediaType", mediaType);
    json.put("digest", digest);
    json.put("size", size);
    if (!annotations.isEmpty()) {
      json.put("annotations", new TreeMap<>(annotations));
    }
    return json;
  }

  private static String abbreviated(String digest) {
    return Names.abbreviate(digest);
  }
}
