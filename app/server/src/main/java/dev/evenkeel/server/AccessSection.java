package dev.evenkeel.server;

import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.access.OidcSettings;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.YamlMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The keys of the configuration that say how people become known.
final class AccessSection {
  private AccessSection() {}

  static AccessSettings read(YamlMap file) {
    Optional<YamlMap> sessions = file.optionalMap("sessions");
    AccessSettings usual = AccessSettings.local();
    Optional<OidcSettings> issuer = file.optionalMap("oidc").map(AccessSection::issuer);
    AccessSettings settings =
        new AccessSettings(
            issuer,
            sessions.flatMap(map -> map.optionalDuration("idle")).orElse(usual.sessionIdle()),
            sessions.flatMap(map -> map.optionalDuration("most")).orElse(usual.sessionMax()));
    sessions.ifPresent(YamlMap::done);
    return settings;
  }

  private static OidcSettings issuer(YamlMap map) {
    YamlMap groups = map.map("roles");
    Map<String, Map<String, Role>> roles = new LinkedHashMap<>();
    for (String group : groups.keys()) {
      YamlMap given = groups.map(group);
      Map<String, Role> byProject = new LinkedHashMap<>();
      given.keys().forEach(project -> byProject.put(project, role(given, project)));
      given.done();
      roles.put(group, byProject);
    }
    groups.done();
    String client = map.text("client");
    OidcSettings settings =
        new OidcSettings(
            map.text("issuer"),
            client,
            map.optionalText("secret").orElse(""),
            map.optionalText("audience").orElse(client),
            map.optionalText("user").orElse("preferred_username"),
            map.optionalText("claim").orElse("groups"),
            roles);
    map.done();
    return settings;
  }

  private static Role role(YamlMap given, String project) {
    return given
        .optionalChoice(project, Role.class)
        .orElseThrow(() ->
            given
                .placeOf(project)
                .problem("a role is missing", String.join(", ", roleNames()))
                .asException());
  }

  private static Iterable<String> roleNames() {
    return java.util.Arrays.stream(Role.values())
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}
