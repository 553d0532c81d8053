package dev.evenkeel.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds out where a request comes from. What a header says of that is believed only of proxies
/// that the configuration names; a client could write it too.
record Callers(List<AddressRange> proxies) {
  /// A browser takes the first name only over TLS, and only from this host itself.
  private static final String SECURE_COOKIE = "__Host-evenkeel";

  private static final String PLAIN_COOKIE = "evenkeel-session";
  private static final HeaderName FOR = HeaderNames.create("X-Forwarded-For");
  private static final HeaderName PROTO = HeaderNames.create("X-Forwarded-Proto");
  private static final HeaderName HOST = HeaderNames.create("X-Forwarded-Host");

  Callers {
    proxies = List.copyOf(proxies);
  }

  /// The name of the session's cookie.
  static String cookie(boolean isSecure) {
    return isSecure ? SECURE_COOKIE : PLAIN_COOKIE;
  }

  Caller of(Headers headers, SocketAddress peer, boolean isTls) {
    boolean isBelieved = isProxy(peer);
    boolean isSecure = isTls || (isBelieved && last(headers, PROTO).equalsIgnoreCase("https"));
    return new Caller(
        isBelieved ? client(headers, peer) : text(peer),
        isSecure,
        session(headers, cookie(isSecure)));
  }

  /// The name by which the client called us.
  String host(Headers headers, SocketAddress peer) {
    String own = headers.first(HeaderNames.HOST).orElse("");
    if (proxies.isEmpty() || !isProxy(peer)) {
      return own;
    }
    String forwarded = last(headers, HOST);
    return forwarded.isEmpty() ? own : forwarded;
  }

  private boolean isProxy(SocketAddress peer) {
    return !proxies.isEmpty()
        && peer instanceof InetSocketAddress inet
        && isProxy(inet.getAddress());
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }

  /// Each proxy appends whom it heard, so the last one that is no proxy is the client.
  private String client(Headers headers, SocketAddress peer) {
    String nearest = text(peer);
    List<String> chain =
        headers.contains(FOR)
            ? headers.get(FOR).allValues().stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .toList()
            : List.of();
    for (String each : chain.reversed()) {
      try {
        InetAddress address = InetAddress.ofLiteral(each);
        nearest = address.getHostAddress();
        if (!isProxy(address)) {
          return nearest;
        }
      } catch (IllegalArgumentException e) {
        return nearest;
      }
    }
    return nearest;
  }

  private static String last(Headers headers, HeaderName name) {
    String value = headers.first(name).orElse("");
    return value.substring(value.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT);
  }

  private static String text(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : peer.toString();
  }

  private static Optional<String> session(Headers headers, String name) {
    if (!headers.contains(HeaderNames.COOKIE)) {
      return Optional.empty();
    }
    return cookie(String.join(";", headers.get(HeaderNames.COOKIE).allValues()), name);
  }

  /// The value of a cookie in a header of them; nothing when it is empty.
  static Optional<String> cookie(String header, String name) {
    return List.of(header.split(";")).stream()
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
