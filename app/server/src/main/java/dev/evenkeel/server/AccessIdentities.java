package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.Identified;
import dev.evenkeel.access.Projects;
import dev.evenkeel.store.Database;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// Who asks, by a session's cookie, a bearer token, or a name and password. MLflow's clients send
/// the last two only in the form of the last; a token may stand in the password's place, beside any
/// name.
final class AccessIdentities implements Identities {
  private static final String TOKEN_PREFIX = "ek_";

  /// How long it may take until the first user, added to a running server, closes the door.
  private static final long LOOK_NANOS = 1_000_000_000;

  private final Access access;
  private final Database database;
  private final boolean isAlwaysOn;
  private final RecentPasswords recent = new RecentPasswords();
  private volatile boolean hasUsers;
  private volatile long looked;

  /// @param isAlwaysOn whether people must say who they are before there is a user, too
  AccessIdentities(Access access, Database database, boolean isAlwaysOn) {
    this.access = access;
    this.database = database;
    this.isAlwaysOn = isAlwaysOn || access.oidc().isPresent();
    this.hasUsers = access.hasUsers();
    this.looked = System.nanoTime();
  }

  @Override
  public boolean isOn() {
    return isAlwaysOn || hasUsers || look();
  }

  private boolean look() {
    long now = System.nanoTime();
    if (now - looked > LOOK_NANOS) {
      looked = now;
      hasUsers = access.hasUsers();
    }
    return hasUsers;
  }

  @Override
  public Optional<Proven> of(Headers headers, Caller caller) {
    Optional<Proven> bySession =
        caller.session().flatMap(access::bySession).map(who -> proven(who, true));
    return bySession.isPresent()
        ? bySession
        : headers
            .first(HeaderNames.AUTHORIZATION)
            .flatMap(line -> byAuthorization(line, caller.address()))
            .map(who -> proven(who, false));
  }

  @Override
  public void demandProject(String name) {
    Projects.demand(database, name);
  }

  private static Proven proven(Identified who, boolean isBySession) {
    return new Proven(who.who(), who.project(), isBySession);
  }

  private Optional<Identified> byAuthorization(String line, String address) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String value = line.substring(space + 1).strip();
    return switch (line.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> access.byBearer(value);
      case "basic" -> byBasic(value, address);
      default -> Optional.empty();
    };
  }

  private Optional<Identified> byBasic(String encoded, String address) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String password = pair.substring(colon + 1);
    return password.startsWith(TOKEN_PREFIX)
        ? access.byBearer(password)
        : recent.or(pair, () -> access.byPassword(pair.substring(0, colon), password, address));
  }
}
