package dev.evenkeel.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a request asks for.
///
/// @param path as it was sent, without a project before it
/// @param project that its address names
/// @param found nothing when nothing is there
record Asked(
    String method, String path, Optional<String> project, Addresses.@Nullable Found found) {
  private static final String NAME = "([A-Za-z0-9][A-Za-z0-9_.-]{0,127})";

  /// A tracking URI that ends in a project: what clients put behind it is the same call. The `/` is
  /// of the links that they print, whose rest stands behind a `#` and is followed by our pages.
  private static final Pattern TRACKING =
      Pattern.compile("/projects/" + NAME + "(/(?:api|ajax-api)/.*|/version|/health|/)");

  private static final Pattern OURS = Pattern.compile("/api/v1/projects/" + NAME + "/(.+)");

  static Asked of(Addresses addresses, String method, String path) {
    Addresses.Found found = addresses.find(method, path);
    if (found != null) {
      return new Asked(method, path, Optional.empty(), found);
    }
    if (path.startsWith("/projects/")) {
      Matcher tracking = TRACKING.matcher(path);
      if (tracking.matches()) {
        return in(addresses, method, tracking.group(1), tracking.group(2));
      }
    } else if (path.startsWith("/api/v1/projects/")) {
      Matcher ours = OURS.matcher(path);
      if (ours.matches()) {
        return in(addresses, method, ours.group(1), "/api/v1/" + ours.group(2));
      }
    }
    return new Asked(method, path, Optional.empty(), null);
  }

  private static Asked in(Addresses addresses, String method, String project, String path) {
    return new Asked(method, path, Optional.of(project), addresses.find(method, path));
  }
}
