package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_USER;

import dev.evenkeel.base.Clock;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import java.util.List;
import java.util.Optional;

/// Tells who somebody is, by password, token or session.
public final class Access {
  /// With which the hashes of tokens begin.
  private static final String HASH = "sha256:";

  /// Before the names of people whom an issuer vouches for: no user of ours can be called so.
  static final String FOREIGN = "oidc:";

  private static final int FREE_FAILURES = 5;
  private static final int FREE_FAILURES_OF_ADDRESS = 20;
  private static final int FREE_FAILURES_OF_USER = 50;
  private static final int ADDRESS_MAX = 64;

  private final Database database;
  private final Users users;
  private final Tokens tokens;
  private final Projects projects;
  private final Sessions sessions;
  private final Passwords passwords;
  private final Throttle throttle;
  private final SignInLog signIns;
  private final Optional<OidcSignIn> oidc;
  private volatile boolean hasUsers;

  private Access(
      Database database, Clock clock, AuditLog audit, AccessSettings settings, Egress egress) {
    this.database = database;
    passwords = new Passwords();
    throttle = new Throttle(clock, new FailedSignIns(database));
    signIns = new SignInLog(audit, clock);
    Known known = new Known(clock);
    users = new Users(database, clock, audit, passwords, known);
    tokens = new Tokens(database, clock, audit, known);
    projects = new Projects(database, clock, audit);
    sessions = new Sessions(database, clock, settings, users, known);
    oidc = settings.oidc().map(issuer -> new OidcSignIn(issuer, clock, egress));
  }

  /// Composes the room.
  ///
  /// @param egress by which an issuer is asked; of what is not public, its own address is allowed
  public static Access of(
      Database database, Clock clock, AuditLog audit, AccessSettings settings, Egress egress) {
    return new Access(database, clock, audit, settings, egress);
  }

  /// One that asks only public addresses, and the issuer's own.
  public static Access of(Database database, Clock clock, AuditLog audit, AccessSettings settings) {
    return of(database, clock, audit, settings, new Egress(List.of()));
  }

  /// Whether anybody has a password of ours. Once so, it stays so: the last administrator stays.
  public boolean hasUsers() {
    if (!hasUsers) {
      hasUsers = database.read(sql -> sql.fetchExists(ACCESS_USER));
    }
    return hasUsers;
  }

  /// People.
  public Users users() {
    return users;
  }

  /// What their programs show.
  public Tokens tokens() {
    return tokens;
  }

  /// What things belong to.
  public Projects projects() {
    return projects;
  }

  /// Whose token this is: one of ours, or one that the configured issuer signed.
  public Optional<Identified> byBearer(String token) {
    return token.startsWith(Tokens.PREFIX)
        ? tokens.identify(token)
        : oidc.flatMap(issuer -> issuer.byToken(token));
  }

  /// A name for a token of ours that is no secret; empty when it is none. It tells later, by
  /// [#byTokenName], whether the token is still good.
  public Optional<String> tokenName(String token) {
    return Secrets.isOne(Tokens.PREFIX, token)
        ? Optional.of(Secrets.hash(token).substring(HASH.length()))
        : Optional.empty();
  }

  /// Whose token it is that bears this name, as long as it is good.
  public Optional<Identified> byTokenName(String name) {
    return tokens.ofHash(HASH + name);
  }

  /// Whose password this is.
  ///
  /// @param from the address that asks, as the connection or a trusted proxy gives it
  /// @throws dev.evenkeel.base.ProblemException of kind `BUSY`, with `Retry-After`, after too many
  ///   failures
  public Optional<Identified> byPassword(String user, String password, String from) {
    boolean isName = user.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    String name = isName ? user : "";
    String address = from.length() > ADDRESS_MAX ? from.substring(0, ADDRESS_MAX) : from;
    String pair = "pair " + address + " " + name;
    List<Throttle.Limit> limits =
        List.of(
            new Throttle.Limit(pair, FREE_FAILURES),
            new Throttle.Limit("from " + address, FREE_FAILURES_OF_ADDRESS),
            new Throttle.Limit("user " + name, FREE_FAILURES_OF_USER));
    throttle.enter(limits);
    Optional<Identified> found = check(name, password);
    if (found.isPresent()) {
      throttle.forgive(pair);
      throttle.takeBack("from " + address);
      throttle.takeBack("user " + name);
    } else {
      throttle.failed(limits);
      signIns.failed(hashOf(name).isPresent() ? name : "", address);
    }
    return found;
  }

  private Optional<Identified> check(String name, String password) {
    if (password.length() > Passwords.LENGTH_MAX) {
      return Optional.empty();
    }
    Optional<String> hash = hashOf(name);
    if (hash.isEmpty()) {
      passwords.matchNobody(password);
      return Optional.empty();
    }
    if (!passwords.matches(password, hash.get())) {
      return Optional.empty();
    }
    return users
        .find(name)
        .filter(user -> !user.isDisabled())
        .map(user -> new Identified(user.principal(), Acting.DEFAULT_PROJECT));
  }

  private Optional<String> hashOf(String name) {
    return database.read(sql ->
        sql.select(ACCESS_USER.PASSWORD_HASH)
            .from(ACCESS_USER)
            .where(ACCESS_USER.NAME.eq(name))
            .fetchOptional(ACCESS_USER.PASSWORD_HASH));
  }

  /// Answers the value of a cookie, by which a browser is known from now on.
  public String openSession(Identified who) {
    return database.write(_ -> {
      signIns.signedIn(who.who());
      return sessions.open(who);
    });
  }

  /// Whose browser this is.
  public Optional<Identified> bySession(String cookie) {
    return sessions.identify(cookie);
  }

  /// Signs a browser out.
  public void closeSession(String cookie) {
    Optional<Identified> who = sessions.identify(cookie);
    database.write(_ -> {
      who.ifPresent(each -> signIns.signedOut(each.who()));
      sessions.close(cookie);
      return cookie;
    });
  }

  /// How people sign in at the configured issuer.
  public Optional<OidcSignIn> oidc() {
    return oidc;
  }

  static boolean isForeign(String name) {
    return name.startsWith(FOREIGN);
  }
}
