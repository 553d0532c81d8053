package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.access.Access;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.data.KeyHolders;
import dev.evenkeel.store.Acting;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// Whom keys of tables are given to: a token, whoever shows it; else a user; or whoever is at this
/// machine, as long as there is no user. Whom only an issuer knows, nobody here can shut out before
/// the key's hour is over.
final class AccessKeyHolders implements KeyHolders {
  private static final String TOKEN = "t.";
  private static final String USER = "u.";
  private static final String LOCAL = "l";
  private static final String FOREIGN = "x";

  private final Access access;

  AccessKeyHolders(Access access) {
    this.access = access;
  }

  @Override
  public String of(Request request) {
    Optional<String> token = request.header("Authorization").flatMap(this::token);
    if (token.isPresent()) {
      return TOKEN + token.get();
    }
    Principal who = Acting.now().who();
    if (who.equals(Principal.LOCAL) || who.equals(Principal.SYSTEM)) {
      return LOCAL;
    }
    return access.users().find(who.name()).isPresent() ? USER + who.name() : FOREIGN;
  }

  /// A bearer token, or one in a password's place.
  private Optional<String> token(String line) {
    int space = line.indexOf(' ');
    String value = line.substring(space + 1).strip();
    return switch (line.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT)) {
      case "bearer" -> access.tokenName(value);
      case "basic" -> password(value).flatMap(access::tokenName);
      default -> Optional.empty();
    };
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean mayRead(String holder, String project) {
    if (holder.startsWith(TOKEN)) {
      return access
          .byTokenName(holder.substring(TOKEN.length()))
          .filter(known -> known.who().may(Role.VIEWER, project))
          .isPresent();
    }
    if (holder.startsWith(USER)) {
      return access
          .users()
          .find(holder.substring(USER.length()))
          .filter(user -> !user.isDisabled() && user.principal().may(Role.VIEWER, project))
          .isPresent();
    }
    return holder.equals(LOCAL) ? !access.hasUsers() : holder.equals(FOREIGN);
  }
}
