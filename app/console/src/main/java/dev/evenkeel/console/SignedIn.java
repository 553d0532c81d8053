package dev.evenkeel.console;

import dev.evenkeel.base.Principal;
import dev.evenkeel.store.Acting;
import java.util.List;

/// Whose page is drawn, for the frame of all pages.
public final class SignedIn {
  private static final List<Principal> NOBODY =
      List.of(Principal.LOCAL, Principal.SYSTEM, Principal.ANONYMOUS);

  private SignedIn() {}

  /// The name to show; empty where nobody signs in.
  public static String name() {
    Principal who = Acting.now().who();
    return NOBODY.contains(who) ? "" : who.name();
  }
}
