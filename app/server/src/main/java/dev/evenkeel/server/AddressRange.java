package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.net.InetAddress;
import java.util.Arrays;

/// Addresses of a network: `10.0.0.0/8`, `2001:db8::/32`, or one alone.
///
/// @param bits of the address that are the network's
// Read and asked, never compared.
@SuppressWarnings("ArrayRecordComponent")
record AddressRange(byte[] network, int bits) {
  /// @param where the setting, for the error
  static AddressRange parse(String text, String where) {
    int slash = text.indexOf('/');
    try {
      byte[] network =
          InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      int most = network.length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= most) {
        return new AddressRange(network, bits);
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "`%s` is no range of addresses".formatted(Names.abbreviate(text)),
            where,
            "an address, or a network such as 10.0.0.0/8",
            "")
        .asException();
  }

  boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != network.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(network, 0, whole, other, 0, whole)
        && (rest == 0 || (network[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0);
  }
}
