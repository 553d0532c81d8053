package dev.evenkeel.runners;

import dev.evenkeel.runners.keeper.Mask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;

/// Masks secrets in what was printed elsewhere, as keepers do it for programs of this machine.
public final class SecretMask {
  private SecretMask() {}

  /// The same bytes with `***` in the place of secrets.
  public static byte[] masked(byte[] printed, Collection<String> secrets) {
    ByteArrayOutputStream masked = new ByteArrayOutputStream(printed.length);
    Mask mask = new Mask(secrets, masked::write);
    try {
      mask.write(printed, printed.length);
      mask.end();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot mask: memory does not fail", e);
    }
    return masked.toByteArray();
  }
}
