package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.YamlMap;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the server listens, and by which names it is known there.
///
/// @param host address or name of this machine to listen on
/// @param hosts names by which clients call it: `evenkeel.example`
/// @param authentication whether everybody must say who they are, also before there is a user
/// @param tls empty for plain HTTP
/// @param proxies whose word about a client's address is taken: addresses and networks
/// @param publicUrl by which people call it, where that is not the first host and the port
public record NetworkSettings(
    String host,
    List<String> hosts,
    boolean authentication,
    Optional<TlsFiles> tls,
    List<String> proxies,
    Optional<URI> publicUrl) {
  /// This machine only.
  public static final String LOOPBACK = "127.0.0.1";

  /// This machine only, in plain HTTP.
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(LOOPBACK, List.of(), false, Optional.empty(), List.of());

  /// One that is called by where it listens.
  public NetworkSettings(
      String host,
      List<String> hosts,
      boolean authentication,
      Optional<TlsFiles> tls,
      List<String> proxies) {
    this(host, hosts, authentication, tls, proxies, Optional.empty());
  }

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  /// PEM files: a certificate with its chain, and its private key.
  public record TlsFiles(Path certificate, Path key) {}

  public NetworkSettings {
    hosts = List.copyOf(hosts);
    proxies = List.copyOf(proxies);
    hosts.forEach(NetworkSettings::demandName);
    proxies.forEach(proxy -> AddressRange.parse(proxy, "/proxies"));
  }

  /// Reads the keys of the configuration.
  ///
  /// @param home relative files lie here
  static NetworkSettings read(YamlMap file, Map<String, String> environment, Path home) {
    Optional<YamlMap> tls = file.optionalMap("tls");
    Optional<TlsFiles> files =
        tls.map(map ->
            new TlsFiles(home.resolve(map.text("certificate")), home.resolve(map.text("key"))));
    tls.ifPresent(YamlMap::done);
    String variable = environment.getOrDefault("EVENKEEL_HOST", "");
    String host = file.optionalText("host").orElse(LOOPBACK);
    return new NetworkSettings(
        variable.isEmpty() ? host : variable,
        file.texts("hosts"),
        isOn(file),
        files,
        file.texts("proxies"),
        file.optionalText("publicUrl").map(NetworkSettings::publicAddress));
  }

  /// The same on another address, for the flag.
  NetworkSettings at(String other) {
    return new NetworkSettings(other, hosts, authentication, tls, proxies, publicUrl);
  }

  private static URI publicAddress(String text) {
    try {
      URI address = new URI(text);
      String scheme = String.valueOf(address.getScheme());
      if (List.of("http", "https").contains(scheme)
          && address.getHost() != null
          && address.getRawUserInfo() == null
          && List.of("", "/").contains(address.getRawPath())
          && address.getRawQuery() == null
          && address.getRawFragment() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "`%s` is no address of a server".formatted(Names.abbreviate(text)),
            "/publicUrl",
            "scheme and host, as in https://evenkeel.example",
            "")
        .asException();
  }

  /// Where it listens.
  InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "host `%s` is no address of this machine".formatted(Names.abbreviate(host)),
              "",
              "an address such as 127.0.0.1 or 0.0.0.0",
              "set another by --host or `host:`")
          .asException(e);
    }
  }

  /// What people write to reach it.
  String shownHost() {
    InetAddress address = address();
    if (address.isAnyLocalAddress()) {
      return hosts.isEmpty() ? LOOPBACK : hosts.getFirst();
    }
    return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : host;
  }

  List<AddressRange> proxyRanges() {
    return proxies.stream().map(proxy -> AddressRange.parse(proxy, "/proxies")).toList();
  }

  private static boolean isOn(YamlMap file) {
    String word = file.optionalText("auth").orElse("auto");
    return switch (word) {
      case "on", "true" -> true;
      case "auto" -> false;
      default ->
          throw file.placeOf("auth")
              .problem(
                  "`auth` cannot be `%s`".formatted(Names.abbreviate(word)),
                  "`on`, or `auto`: once there is a user")
              .asException();
    };
  }

  private static void demandName(String host) {
    if (!NAME.matcher(host).matches()) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "`%s` is no name of a host".formatted(Names.abbreviate(host)),
              "/hosts",
              "a name as clients write it, without scheme and port: evenkeel.example",
              "")
          .asException();
    }
  }
}
