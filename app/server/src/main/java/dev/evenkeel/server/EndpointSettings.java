package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.serving.Sampling;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What the addresses of predictions may be told.
///
/// @param origins whose pages may ask them, as browsers write them: `https://shop.example`
/// @param sampling of how many answers the features are logged
public record EndpointSettings(List<String> origins, Sampling sampling) {
  /// Pages of this machine only, and the default sampling.
  public static final EndpointSettings DEFAULT = new EndpointSettings(List.of(), Sampling.DEFAULT);

  public EndpointSettings {
    origins = List.copyOf(origins);
    origins.forEach(EndpointSettings::demandOrigin);
  }

  static EndpointSettings read(YamlMap file) {
    Optional<YamlMap> cors = file.optionalMap("cors");
    List<String> origins = cors.map(map -> map.texts("origins")).orElse(List.of());
    cors.ifPresent(YamlMap::done);
    Optional<YamlMap> log = file.optionalMap("predictionLog");
    Sampling sampling =
        log.map(map ->
                new Sampling(
                    map.integer("featuresPerSecond", Sampling.DEFAULT.rowsPerSecond()),
                    map.number("featuresShare", Sampling.DEFAULT.share())))
            .orElse(Sampling.DEFAULT);
    log.ifPresent(YamlMap::done);
    return new EndpointSettings(origins, sampling);
  }

  private static void demandOrigin(String origin) {
    try {
      URI address = URI.create(origin);
      boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
      if (web && origin.equals(address.getScheme() + "://" + address.getAuthority())) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "`%s` is no origin".formatted(Names.abbreviate(origin)),
            "/cors/origins",
            "scheme, host and port as browsers send them: https://shop.example",
            "leave out paths, the final slash, and `*`")
        .asException();
  }
}
