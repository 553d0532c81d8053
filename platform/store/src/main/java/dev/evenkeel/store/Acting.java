package dev.evenkeel.store;

import dev.evenkeel.base.Principal;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// On whose behalf the thread works, and in which project what it makes will be.
///
/// It is bound once, around each request, and read where something is recorded or hidden, so that
/// no method between needs to hand it on. Threads of the product's own are [Principal#SYSTEM].
///
/// @param who acts
/// @param project of what is made
/// @param address from which they ask; empty for the product itself, and where nobody is asked
public record Acting(Principal who, String project, String address) {
  /// The project of whoever names none.
  public static final String DEFAULT_PROJECT = "default";

  private static final ScopedValue<Acting> CURRENT = ScopedValue.newInstance();
  private static final Acting SYSTEM = new Acting(Principal.SYSTEM, DEFAULT_PROJECT);

  /// Somebody of whom no address is known.
  public Acting(Principal who, String project) {
    this(who, project, "");
  }

  /// The same, asking from an address.
  public Acting from(String client) {
    return new Acting(who, project, client);
  }

  /// Who acts on this thread.
  public static Acting now() {
    return CURRENT.orElse(SYSTEM);
  }

  /// The name of the person who acts, who cannot claim to be another.
  ///
  /// @param otherwise what is told where nobody signs in, and for the product's own work
  public static String personOr(String otherwise) {
    Principal who = now().who();
    boolean isPerson =
        !who.equals(Principal.SYSTEM)
            && !who.equals(Principal.LOCAL)
            && !who.equals(Principal.ANONYMOUS);
    return isPerson ? who.name() : otherwise;
  }

  /// Does something on the product's own behalf, whoever asked for it.
  public static <T> T asProduct(Supplier<T> action) {
    return ScopedValue.where(CURRENT, SYSTEM).call(action::get);
  }

  /// Does something on somebody's behalf, without exceptions of the checked kind.
  public <T> T get(Supplier<T> action) {
    return ScopedValue.where(CURRENT, this).call(action::get);
  }

  /// Does something on somebody's behalf.
  public <T> T call(Callable<T> action) throws Exception {
    return ScopedValue.where(CURRENT, this).call(action::call);
  }

  /// Does something on somebody's behalf.
  public void run(Runnable action) {
    ScopedValue.where(CURRENT, this).run(action);
  }
}
