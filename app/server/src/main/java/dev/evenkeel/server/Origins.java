package dev.evenkeel.server;

import dev.evenkeel.base.Reply;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.RoutingRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
      "Accept, Authorization, Content-Type, Idempotency-Key, Evenkeel-Sticky-Key, Evenkeel-Timeout-Ms";

  /// Asked by machines that know no name: probes of clusters, clients before they ask more.
  private static final Set<String> NAMELESS =
      Set.of("/health", "/health/live", "/health/ready", "/version");

  private static final Pattern LOCAL_SCHEME = Pattern.compile("^https?://");

  private final Set<String> shared;
  private final Set<String> names;
  private final boolean isBeyondLoopback;
  private final Admission admission;

  /// The last host that was found to be ours; clients keep to one.
  private volatile String known = "";

  Origins(List<String> shared, NetworkSettings network, Admission admission) {
    this.shared = Set.copyOf(shared);
    this.names =
        Stream.concat(network.hosts().stream(), Stream.of(network.host()))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.isBeyondLoopback = !network.address().isLoopbackAddress();
    this.admission = admission;
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

  /// @param host by which the client called us
  Verdict judge(RoutingRequest request, String host, Asked asked, Addresses addresses) {
    Addresses.Found found = asked.found();
    if (!isOurs(host)
        && !(admission.isOn() && found != null && NAMELESS.contains(found.route().path()))) {
      return REFUSED;
    }
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
    if (origin == null || isOurOrigin(origin, host)) {
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

  /// What a refused client hears.
  Reply refusal(String path) {
    return admission.isOn()
        ? Refusals.foreign(path, "a name of this server, or one of the setting `hosts`")
        : Refusals.foreign(path, "Host and Origin of 127.0.0.1 or localhost");
  }

  /// Whether an origin is that of our own pages, as the client knows us.
  ///
  /// @param isSecure whether the client reached us over TLS
  static boolean isOf(String origin, String host, boolean isSecure) {
    return origin.equalsIgnoreCase("https://" + host)
        || (!isSecure && origin.equalsIgnoreCase("http://" + host));
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
    String name = name(host);
    if (LOCAL.contains(name) || names.contains(name) || (isBeyondLoopback && isAddress(name))) {
      known = host;
      return true;
    }
    return false;
  }

  /// Who sits at this machine may use pages of any port of it; where people sign in, a cookie goes
  /// to all ports of a host, and only our own is ours.
  private boolean isOurOrigin(String origin, String host) {
    return admission.isOn()
        ? isOf(origin, host, false)
        : LOCAL.contains(name(LOCAL_SCHEME.matcher(origin).replaceFirst("")));
  }

  private static String name(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    return host.toLowerCase(Locale.ROOT);
  }

  /// A page cannot reach us by an address that it made a name of; only names can be rebound.
  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(
          name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
