package dev.evenkeel.store;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/// The one way out to addresses that somebody else wrote down: receivers of webhooks, issuers of
/// tokens, servers that are imported from.
///
/// An address is resolved once, all that it stands for must be public or allowed, and the
/// connection goes to what was checked, under the name that was asked: an answer of the DNS that
/// changes in between changes nothing. Redirects are not followed. Proxies of the environment are
/// not used.
public final class Egress {
  private static final int ADDRESS_CHARS_MAX = 2_000;
  private static final int PORT_MAX = 65_535;
  private static final Duration RESOLVING = Duration.ofSeconds(5);

  private final List<AddressBlock> blocks = new ArrayList<>();
  private final List<String> hosts = new ArrayList<>();
  private final Resolver resolver;
  private final SSLSocketFactory tls;

  /// Asks the DNS.
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// @param allowed beyond the public internet: blocks of addresses as `10.1.0.0/16`, or hosts with
  ///   their port as `hooks.internal:8443`. What is allowed may be asked by plain HTTP, too
  public Egress(List<String> allowed) {
    this(allowed, InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  Egress(List<String> allowed, Resolver resolver, SSLSocketFactory tls) {
    for (String each : allowed) {
      String entry = each.strip().toLowerCase(Locale.ROOT);
      if (entry.matches("([a-z0-9._-]+|\\[[0-9a-f:.]+\\]):\\d{1,5}")) {
        hosts.add(entry);
      } else {
        blocks.add(AddressBlock.parse(entry));
      }
    }
    this.resolver = resolver;
    this.tls = tls;
  }

  /// The same, which may also ask the host and port of an address that an administrator wrote down.
  public Egress with(URI address) {
    Egress wider = new Egress(List.of(), resolver, tls);
    wider.blocks.addAll(blocks);
    wider.hosts.addAll(hosts);
    boolean isPlain = "http".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() < 0 ? isPlain ? 80 : 443 : address.getPort();
    wider.hosts.add("%s:%d".formatted(address.getHost(), port).toLowerCase(Locale.ROOT));
    return wider;
  }

  /// A request.
  ///
  /// @param address `https`, or `http` to what is allowed
  /// @param headers besides `Host`, `Content-Length` and `Connection`
  /// @param body empty for none
  /// @param within which the whole exchange must end, the body of the answer too
  /// @param bytesMax of the answer's body; what is longer is cut off
  // A request is sent and forgotten; nobody compares two.
  @SuppressWarnings("ArrayRecordComponent")
  public record Call(
      String method,
      String address,
      Map<String, String> headers,
      byte[] body,
      Duration within,
      int bytesMax) {
    public Call {
      headers = Map.copyOf(headers);
    }
  }

  /// What was answered, whatever its status.
  ///
  /// @param headers in lower case, the last of each name
  /// @param isCut whether the body was longer
  // An answer is read and forgotten; nobody compares two.
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(int status, Map<String, String> headers, byte[] body, boolean isCut) {
    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /// Where a call goes: a name, and the addresses that were checked.
  record Target(URI uri, boolean isSecure, String host, int port, List<InetAddress> addresses) {}

  /// Refuses an address to which nothing would be sent.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when it may not be asked or is
  ///   unknown to the DNS
  public void check(String address) {
    try {
      target(address);
    } catch (UnknownHostException e) {
      throw refused(address, "nobody knows its host", "a host that the DNS knows");
    }
  }

  /// Sends a request and reads its answer.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when the address may not be asked
  /// @throws IOException when there is no answer, or none in time
  public Answer send(Call call) throws IOException {
    Instant deadline = Instant.now().plus(call.within());
    Target target = target(call.address());
    return new PinnedExchange(target, tls, deadline).send(call);
  }

  /// Sends a request and writes the body of a successful answer; the answer itself has none then.
  /// Any other answer is as from [#send].
  ///
  /// @param bytesMax of a successful answer's body; what is longer is cut off
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when the address may not be asked
  /// @throws IOException when there is no answer, or not all of it in time
  public Answer download(Call call, OutputStream into, long bytesMax) throws IOException {
    Instant deadline = Instant.now().plus(call.within());
    Target target = target(call.address());
    return new PinnedExchange(target, tls, deadline).download(call, into, bytesMax);
  }

  private Target target(String address) throws UnknownHostException {
    URI uri = uri(address);
    boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
    if (!isSecure && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw refused(address, "its scheme is not one of ours", "https://");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused(address, "it holds a user's name or password", "https://host/path");
    }
    if (uri.getRawFragment() != null) {
      throw refused(address, "it holds a fragment", "https://host/path");
    }
    String host = host(address, uri);
    int port = uri.getPort() < 0 ? isSecure ? 443 : 80 : uri.getPort();
    if (port == 0 || port > PORT_MAX) {
      throw refused(address, "its port cannot be one", "1 to 65535");
    }
    List<InetAddress> addresses = resolve(host);
    boolean isAllowed = isAllowed(host, port, addresses);
    if (!isAllowed && !addresses.stream().allMatch(AddressBlock::isPublic)) {
      throw refused(
          address,
          "it leads into a private or reserved network",
          "a public address, or one that an administrator allows by `egress.allow`");
    }
    if (!isSecure && !isAllowed) {
      throw refused(address, "it is not encrypted", "https://");
    }
    return new Target(uri, isSecure, host, port, addresses);
  }

  private static URI uri(String address) {
    try {
      if (address.length() <= ADDRESS_CHARS_MAX && address.chars().allMatch(each -> each < 128)) {
        return new URI(address);
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw refused(address, "it is no address", "https://host/path, at most 2,000 characters");
  }

  /// The host without the brackets of version 6. Numbers that some libraries read as an address and
  /// others as a name (`0x7f.1`, `2130706433`, `127.1`) are neither to us; Java has no host for
  /// most of them.
  private static String host(String address, URI uri) {
    String host = uri.getHost();
    if (host != null && host.startsWith("[") && !host.contains("%")) {
      return host.substring(1, host.length() - 1);
    }
    if (host != null) {
      String name = host.toLowerCase(Locale.ROOT);
      String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      String last = plain.substring(plain.lastIndexOf('.') + 1);
      boolean isNumber = last.matches("\\d+|0x[0-9a-f]*");
      if (!plain.isEmpty() && (!isNumber || AddressBlock.isLiteral(name))) {
        return name;
      }
    }
    throw refused(address, "it has no host that everybody reads alike", "https://host/path");
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    if (AddressBlock.isLiteral(host)) {
      try {
        return List.of(InetAddress.ofLiteral(host));
      } catch (IllegalArgumentException e) {
        throw new UnknownHostException(host);
      }
    }
    // The DNS takes as long as it likes.
    FutureTask<InetAddress[]> asked = new FutureTask<>(() -> resolver.resolve(host));
    Thread.ofVirtual().name("resolve").start(asked);
    try {
      List<InetAddress> found = List.of(asked.get(RESOLVING.toMillis(), TimeUnit.MILLISECONDS));
      if (found.isEmpty()) {
        throw new UnknownHostException(host);
      }
      return found;
    } catch (ExecutionException | TimeoutException e) {
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private boolean isAllowed(String host, int port, List<InetAddress> addresses) {
    String written = host.contains(":") ? "[" + host + "]" : host;
    return hosts.contains((written + ":" + port).toLowerCase(Locale.ROOT))
        || addresses.stream()
            .allMatch(address -> blocks.stream().anyMatch(block -> block.holds(address)));
  }

  private static RuntimeException refused(String address, String why, String expected) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` cannot be asked: %s".formatted(Names.abbreviate(withoutUser(address)), why),
            "",
            expected,
            "")
        .asException();
  }

  // Its password belongs into no message.
  private static String withoutUser(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? address : address.replaceFirst("//.*@", "//...@");
  }
}
