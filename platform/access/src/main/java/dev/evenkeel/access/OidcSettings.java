package dev.evenkeel.access;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An issuer whose people may come in.
///
/// @param issuer its address as its tokens say it; `https`, or `http` on this machine
/// @param clientId as we are registered there
/// @param clientSecret empty for a public client
/// @param audience what bearer tokens must be made for
/// @param userClaim holds the name that we show and log
/// @param rolesClaim holds the groups of somebody
/// @param roles what a group gives: project, or `*`, to role
public record OidcSettings(
    String issuer,
    String clientId,
    String clientSecret,
    String audience,
    String userClaim,
    String rolesClaim,
    Map<String, Map<String, Role>> roles) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public OidcSettings {
    checkAddress(issuer);
    if (clientId.isEmpty() || audience.isEmpty() || userClaim.isEmpty() || rolesClaim.isEmpty()) {
      throw wrong("a setting of the issuer is empty", "client, audience and names of claims");
    }
    Map<String, Map<String, Role>> copied = new HashMap<>();
    roles.forEach((group, given) -> copied.put(group, Map.copyOf(given)));
    roles = Map.copyOf(copied);
  }

  /// Answers the address, which nobody on the way can read or change.
  static URI checkAddress(String address) {
    try {
      URI uri = URI.create(address);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      boolean isSafe =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getFragment() == null
              && (scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host)));
      if (isSafe) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw wrong(
        "the issuer's address `%s` is not safe".formatted(Names.abbreviate(address)),
        "an address of `https`, or of `http` on this machine");
  }

  private static RuntimeException wrong(String what, String expected) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "oidc", expected, "").asException();
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "OidcSettings[%s, client %s]".formatted(issuer, clientId);
  }
}
