package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_SESSION;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.AccessSessionRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/// Browsers that signed in. Only a hash of what the cookie holds is stored.
final class Sessions {
  static final String PREFIX = "es_";
  private static final long USED_MILLIS = 60_000;
  private static final TypeReference<Map<String, Role>> ROLES = new TypeReference<>() {};

  private final Database database;
  private final Clock clock;
  private final AccessSettings settings;
  private final Users users;
  private final Known known;

  Sessions(Database database, Clock clock, AccessSettings settings, Users users, Known known) {
    this.database = database;
    this.clock = clock;
    this.settings = settings;
    this.users = users;
    this.known = known;
  }

  String open(Identified who) {
    String secret = Secrets.make(PREFIX);
    Instant now = clock.now();
    Principal principal = who.who();
    database.write(sql -> {
      sql.deleteFrom(ACCESS_SESSION)
          .where(ACCESS_SESSION.EXPIRES_MILLIS.le(now.toEpochMilli()))
          .execute();
      return sql.insertInto(ACCESS_SESSION)
          .set(ACCESS_SESSION.HASH, Secrets.hash(secret))
          .set(ACCESS_SESSION.USER_NAME, principal.name())
          .set(ACCESS_SESSION.PROJECT, who.project())
          .set(
              ACCESS_SESSION.ROLES_JSON,
              Access.isForeign(principal.name()) ? Json.text(principal.roles()) : "")
          .set(ACCESS_SESSION.OPENED_MILLIS, now.toEpochMilli())
          .set(ACCESS_SESSION.USED_MILLIS, now.toEpochMilli())
          .set(ACCESS_SESSION.EXPIRES_MILLIS, now.plus(settings.sessionMax()).toEpochMilli())
          .execute();
    });
    return secret;
  }

  Optional<Identified> identify(String secret) {
    if (!Secrets.isOne(PREFIX, secret)) {
      return Optional.empty();
    }
    String hash = Secrets.hash(secret);
    return known.find(hash, () -> lookUp(hash));
  }

  private Optional<Known.Found> lookUp(String hash) {
    long now = clock.now().toEpochMilli();
    return database
        .read(sql ->
            sql.selectFrom(ACCESS_SESSION)
                .where(ACCESS_SESSION.HASH.eq(hash))
                .and(ACCESS_SESSION.EXPIRES_MILLIS.gt(now))
                .and(ACCESS_SESSION.USED_MILLIS.gt(now - settings.sessionIdle().toMillis()))
                .fetchOptional())
        .flatMap(row -> found(row, now));
  }

  private Optional<Known.Found> found(AccessSessionRecord row, long now) {
    Instant idle = Instant.ofEpochMilli(now).plus(settings.sessionIdle());
    Instant end = Instant.ofEpochMilli(row.getExpiresMillis());
    Optional<Principal> who =
        row.getRolesJson().isEmpty()
            ? users.find(row.getUserName()).filter(user -> !user.isDisabled()).map(User::principal)
            : Optional.of(new Principal(row.getUserName(), Json.read(row.getRolesJson(), ROLES)));
    if (who.isPresent() && row.getUsedMillis() + USED_MILLIS <= now) {
      database.write(sql ->
          sql.update(ACCESS_SESSION)
              .set(ACCESS_SESSION.USED_MILLIS, now)
              .where(ACCESS_SESSION.HASH.eq(row.getHash()))
              .execute());
    }
    return who.map(each ->
        new Known.Found(new Identified(each, row.getProject()), idle.isBefore(end) ? idle : end));
  }

  void close(String secret) {
    if (!Secrets.isOne(PREFIX, secret)) {
      return;
    }
    database.write(sql -> {
      database.afterCommit(known::forget);
      return sql.deleteFrom(ACCESS_SESSION)
          .where(ACCESS_SESSION.HASH.eq(Secrets.hash(secret)))
          .execute();
    });
  }
}
