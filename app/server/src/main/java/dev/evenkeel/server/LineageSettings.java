package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// `openlineage` of the configuration.
///
/// @param url to which events of pipeline runs are sent; empty for nowhere
/// @param namespace of jobs, datasets and models in events
/// @param secret of the project `default` that holds the receiver's token; empty for none
record LineageSettings(String url, String namespace, String secret) {
  /// Told on being asked only.
  static final LineageSettings NONE = new LineageSettings("", "evenkeel", "");

  static LineageSettings read(YamlMap file) {
    Optional<YamlMap> own = file.optionalMap("openlineage");
    if (own.isEmpty()) {
      return NONE;
    }
    YamlMap map = own.get();
    String url = map.optionalText("url").orElse("");
    if (!url.isEmpty() && !isAddress(url)) {
      throw map.placeOf("url")
          .problem(
              "`%s` cannot be used".formatted(Names.abbreviate(url)), "https://host/api/v1/lineage")
          .asException();
    }
    String namespace = map.optionalText("namespace").orElse(NONE.namespace());
    if (namespace.isBlank() || namespace.length() > 200) {
      throw map.placeOf("namespace")
          .problem("`namespace` cannot be used", "1 to 200 characters")
          .asException();
    }
    String secret = map.optionalText("secret").map(name -> Names.check("secret", name)).orElse("");
    map.done();
    return new LineageSettings(url, namespace, secret);
  }

  private static boolean isAddress(String url) {
    try {
      URI address = new URI(url);
      return address.getHost() != null
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
