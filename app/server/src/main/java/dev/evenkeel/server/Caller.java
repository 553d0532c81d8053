package dev.evenkeel.server;

import dev.evenkeel.store.Acting;
import java.util.Optional;

/// What is known of whoever asks, while a request is answered.
///
/// @param address of the client, behind any proxy that is believed
/// @param isSecure whether it came over TLS, here or at a proxy that is believed
/// @param session the value of its cookie, whether it is good or not
record Caller(String address, boolean isSecure, Optional<String> session) {
  private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

  /// At this machine, where nobody is asked.
  static final Caller NOBODY = new Caller("", false, Optional.empty());

  /// Whose request this thread answers.
  static Caller now() {
    return CURRENT.orElse(NOBODY);
  }

  /// Somebody who acts, with the address from which they ask.
  Acting acting(Acting admitted) {
    return address.isEmpty() ? admitted : admitted.from(address);
  }

  /// Answers a request on somebody's behalf.
  void run(Acting acting, Runnable answer) {
    if (address.isEmpty()) {
      acting.run(answer);
      return;
    }
    ScopedValue.where(CURRENT, this).run(() -> acting(acting).run(answer));
  }
}
