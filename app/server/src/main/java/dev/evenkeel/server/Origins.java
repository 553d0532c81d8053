package dev.evenkeel.server;

import dev.evenkeel.base.Reply;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.RoutingRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose pages may ask what: ours everything, those of configured sites the shared addresses, no
/// other any. A page of another site must not reach us through a browser on this machine, by any
/// name.
final class Origins {
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final HeaderName ASKED_METHOD =
      HeaderNames.create("Access-Control-Request-Method");
  private static final HeaderName ASKED_NETWORK =
      HeaderNames.create("Access-Control-Request-Private-Network");
  private static final String SHARED_HEADERS =
      "Accept, Content-Type, Idempotency-Key, Evenkeel-Sticky-Key, Evenkeel-Timeout-Ms";

  private final Set<String> shared;

  /// The last host that was found to be ours; clients keep to one.
  private volatile String known = "";

  Origins(List<String> shared) {
    this.shared = Set.copyOf(shared);
  }

  /// What becomes of a request.
  sealed interface Verdict {
    record Refused() implements Verdict {}

    /// A browser asks whether its page may ask.
    record Preflight(Reply reply) implements Verdict {}

    /// It is answered.
    ///
    /// @param headers for the answer
    record Accepted(Map<String, String> headers) implements Verdict {}
  }

  private static final Verdict REFUSED = new Verdict.Refused();
  private static final Verdict OURS = new Verdict.Accepted(Map.of());

  Verdict judge(RoutingRequest request, Addresses.@Nullable Found found, Addresses addresses) {
    if (!isOurs(request.headers().first(HeaderNames.HOST).orElse(""))) {
      return REFUSED;
    }
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
    if (origin == null || isOurOrigin(origin)) {
      return OURS;
    }
    if (!shared.contains(origin)) {
      return REFUSED;
    }
    if (found != null) {
      return found.route().shared()
          ? new Verdict.Accepted(Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin"))
          : REFUSED;
    }
    return preflight(request, origin, addresses);
  }

  private static Verdict preflight(RoutingRequest request, String origin, Addresses addresses) {
    String method = request.headers().first(ASKED_METHOD).orElse("");
    Addresses.Found asked = addresses.find(method, request.prologue().uriPath().rawPathNoParams());
    boolean isPreflight = request.prologue().method().text().equals("OPTIONS");
    if (!isPreflight || asked == null || !asked.route().shared()) {
      return REFUSED;
    }
    boolean network = request.headers().first(ASKED_NETWORK).isPresent();
    return new Verdict.Preflight(
        new Reply.Whole(
            204,
            "text/plain; charset=utf-8",
            new byte[0],
            Map.of(
                "Access-Control-Allow-Origin",
                origin,
                "Access-Control-Allow-Methods",
                method,
                "Access-Control-Allow-Headers",
                SHARED_HEADERS,
                "Access-Control-Allow-Private-Network",
                String.valueOf(network),
                "Access-Control-Max-Age",
                "600",
                "Vary",
                "Origin")));
  }

  private boolean isOurs(String host) {
    if (host.equals(known) && !host.isEmpty()) {
      return true;
    }
    if (isLocal(host)) {
      known = host;
      return true;
    }
    return false;
  }

  private static boolean isOurOrigin(String origin) {
    return origin.startsWith("http://") && isLocal(origin.substring("http://".length()));
  }

  private static boolean isLocal(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    return LOCAL.contains(host.toLowerCase(Locale.ROOT));
  }
}
