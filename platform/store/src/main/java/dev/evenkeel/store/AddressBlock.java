package dev.evenkeel.store;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/// Addresses that begin with the same bits, as `10.0.0.0/8`.
record AddressBlock(InetAddress first, int bits) {
  private static final Pattern FOUR = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /// What no stranger may have us ask: IANA's special-purpose registries, and the one public
  /// address that a cloud uses inside (`168.63.129.16`).
  private static final List<AddressBlock> CLOSED_OF_FOUR =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "168.63.129.16/32",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  /// Of version 6 only what is given to the public; of that, none that holds an address of version
  /// 4 (Teredo, 6to4) or is for documents. NAT64 lies outside.
  private static final AddressBlock PUBLIC_OF_SIX = parse("2000::/3");

  private static final List<AddressBlock> CLOSED_OF_SIX =
      blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private static List<AddressBlock> blocks(String... texts) {
    return List.of(texts).stream().map(AddressBlock::parse).toList();
  }

  /// Whether an address is of the public internet. One of version 4 written as version 6 is what it
  /// stands for, since Java reads it so.
  static boolean isPublic(InetAddress address) {
    return address.getAddress().length == 4
        ? CLOSED_OF_FOUR.stream().noneMatch(block -> block.holds(address))
        : PUBLIC_OF_SIX.holds(address)
            && CLOSED_OF_SIX.stream().noneMatch(block -> block.holds(address));
  }

  /// Whether a host is an address, written the one way that everybody reads alike.
  static boolean isLiteral(String host) {
    return host.contains(":") || FOUR.matcher(host).matches();
  }

  /// @param text an address, or one with the number of its first bits
  static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    try {
      if (isLiteral(host) && !host.contains("%")) {
        InetAddress address = InetAddress.ofLiteral(host);
        int all = address.getAddress().length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits >= 0 && bits <= all) {
          return new AddressBlock(address, bits);
        }
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "`%s` is no block of addresses".formatted(Names.abbreviate(text)),
            "/egress/allow",
            "an address with the number of its bits, as 10.1.0.0/16, or a host with its port, as"
                + " hooks.internal:8443",
            "")
        .asException();
  }

  boolean holds(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    for (int index = 0; index < whole; index++) {
      if (mine[index] != other[index]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || (mine[whole] ^ other[whole]) >> (8 - rest) == 0;
  }
}
