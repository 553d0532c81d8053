package dev.evenkeel.access;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Writes down who signed in and out, and who tried to. Of wrong passwords only so many an hour are
/// told one by one, or whoever guesses could fill the disk; the next entry says how many were not.
final class SignInLog {
  private static final Duration SPAN = Duration.ofHours(1);
  private static final int FAILED_MAX = 200;

  private final AuditLog audit;
  private final Clock clock;
  private Instant since = Instant.MIN;
  private int told;
  private long untold;

  SignInLog(AuditLog audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  void signedIn(Principal who) {
    as(who, () -> audit.append("sign-in.done", subject(who.name()), Map.of(), Map.of(), ""));
  }

  void signedOut(Principal who) {
    as(who, () -> audit.append("sign-in.ended", subject(who.name()), Map.of(), Map.of(), ""));
  }

  /// @param user empty for a name that nobody has: it may be a password that was typed in its place
  /// @param address from which it was tried
  void failed(String user, String address) {
    long before;
    synchronized (this) {
      Instant now = clock.now();
      if (since.equals(Instant.MIN) || !now.isBefore(since.plus(SPAN))) {
        since = now;
        told = 0;
      }
      if (told >= FAILED_MAX) {
        untold++;
        return;
      }
      told++;
      before = untold;
      untold = 0;
    }
    Map<String, Object> facts = before == 0 ? Map.of() : Map.of("notTold", before);
    new Acting(Principal.ANONYMOUS, Acting.DEFAULT_PROJECT, address)
        .run(() ->
            audit.append(
                "sign-in.failed", subject(user.isEmpty() ? "?" : user), Map.of(), facts, ""));
  }

  private static void as(Principal who, Runnable entry) {
    new Acting(who, Acting.DEFAULT_PROJECT, Acting.now().address()).run(entry);
  }

  private static String subject(String user) {
    return "user/" + user;
  }
}
