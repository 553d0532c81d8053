package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_ROLE;
import static dev.evenkeel.store.schema.Tables.ACCESS_TOKEN;
import static dev.evenkeel.store.schema.Tables.ACCESS_USER;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.AccessTokenRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/// What programs show: `ek_` and 256 random bits. Only a hash is stored.
public final class Tokens {
  static final String PREFIX = "ek_";
  static final int PAGE_MAX = 1_000;
  private static final Duration LIFETIME_MAX = Duration.ofDays(366);
  private static final int PER_USER_MAX = 1_000;

  /// How exact "last used" is: more would make each request write.
  private static final long USED_MILLIS = 60_000;

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;
  private final Known known;

  Tokens(Database database, Clock clock, AuditLog audit, Known known) {
    this.database = database;
    this.clock = clock;
    this.audit = audit;
    this.known = known;
  }

  /// A token with its secret, which is told this once.
  public record Created(Token token, String secret) {
    /// Without the secret, which would end in a log.
    @Override
    public String toString() {
      return "Created[" + token + "]";
    }
  }

  /// Makes a token of a user.
  public Created create(String user, NewToken wanted) {
    Names.check("token", wanted.name());
    if (!wanted.lifetime().isPositive() || wanted.lifetime().compareTo(LIFETIME_MAX) > 0) {
      throw new Problem(
              Problem.Kind.INPUT, "the token's lifetime is wrong", "", "1 to 366 days", "")
          .asException();
    }
    String secret = Secrets.make(PREFIX);
    Role cap = cap(user, wanted.cap());
    return database.write(sql -> {
      Projects.demand(sql, wanted.project());
      if (!sql.fetchExists(ACCESS_USER, ACCESS_USER.NAME.eq(user))) {
        throw Problem.of(
                Problem.Kind.NOT_FOUND,
                "no user is called `%s`".formatted(Names.abbreviate(user)),
                "")
            .asException();
      }
      if (sql.fetchCount(ACCESS_TOKEN, ACCESS_TOKEN.USER_NAME.eq(user)) >= PER_USER_MAX) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE,
                "`%s` has %d tokens".formatted(user, PER_USER_MAX),
                "revoke some")
            .asException();
      }
      Instant now = clock.now();
      long expires = now.plus(wanted.lifetime()).toEpochMilli();
      int made =
          sql.insertInto(ACCESS_TOKEN)
              .set(ACCESS_TOKEN.HASH, Secrets.hash(secret))
              .set(ACCESS_TOKEN.USER_NAME, user)
              .set(ACCESS_TOKEN.NAME, wanted.name())
              .set(ACCESS_TOKEN.PROJECT, wanted.project())
              .set(ACCESS_TOKEN.ROLE_CAP, cap.name())
              .set(ACCESS_TOKEN.CREATED_MILLIS, now.toEpochMilli())
              .set(ACCESS_TOKEN.EXPIRES_MILLIS, expires)
              .onConflict(ACCESS_TOKEN.USER_NAME, ACCESS_TOKEN.NAME)
              .doNothing()
              .execute();
      if (made == 0) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "`%s` has a token `%s` already".formatted(user, wanted.name()),
                "choose another name, or revoke that one")
            .asException();
      }
      audit.append(
          "token.create",
          subject(user, wanted.name()),
          Map.of(),
          Map.of("project", wanted.project(), "cap", cap.name(), "expiresMillis", expires),
          "");
      return new Created(
          new Token(
              user,
              wanted.name(),
              wanted.project(),
              cap,
              now.toEpochMilli(),
              expires,
              OptionalLong.empty()),
          secret);
    });
  }

  /// A token that may do little makes none that may do more.
  private static Role cap(String user, Role asked) {
    Principal who = Acting.now().who();
    if (!who.name().equals(user)) {
      return asked;
    }
    Role most = who.roles().values().stream().max(Comparator.naturalOrder()).orElse(Role.VIEWER);
    return most.covers(asked) ? asked : most;
  }

  /// A user's tokens by their names, ended ones too.
  ///
  /// @param after the last name of the page before; empty for the first
  public List<Token> page(String user, String after, int limit) {
    return database.read(sql ->
        sql.selectFrom(ACCESS_TOKEN)
            .where(ACCESS_TOKEN.USER_NAME.eq(user))
            .and(ACCESS_TOKEN.NAME.gt(after))
            .orderBy(ACCESS_TOKEN.NAME)
            .limit(Math.clamp(limit, 1, PAGE_MAX))
            .fetch(Tokens::token));
  }

  private static Token token(AccessTokenRecord row) {
    Long used = row.getUsedMillis();
    return new Token(
        row.getUserName(),
        row.getName(),
        row.getProject(),
        Role.valueOf(row.getRoleCap()),
        row.getCreatedMillis(),
        row.getExpiresMillis(),
        used == null ? OptionalLong.empty() : OptionalLong.of(used));
  }

  /// Ends a token, at once on this node and within three seconds on others.
  public void revoke(String user, String name) {
    database.write(sql -> {
      int gone =
          sql.deleteFrom(ACCESS_TOKEN)
              .where(ACCESS_TOKEN.USER_NAME.eq(user))
              .and(ACCESS_TOKEN.NAME.eq(name))
              .execute();
      if (gone == 0) {
        throw Problem.of(
                Problem.Kind.NOT_FOUND,
                "`%s` has no token `%s`".formatted(Names.abbreviate(user), Names.abbreviate(name)),
                "`evenkeel token list` shows what there is")
            .asException();
      }
      audit.append("token.revoke", subject(user, name), Map.of("name", name), Map.of(), "");
      database.afterCommit(known::forget);
      return gone;
    });
  }

  private static String subject(String user, String name) {
    return "token/%s/%s".formatted(user, name);
  }

  Optional<Identified> identify(String secret) {
    if (!Secrets.isOne(PREFIX, secret)) {
      return Optional.empty();
    }
    return ofHash(Secrets.hash(secret));
  }

  Optional<Identified> ofHash(String hash) {
    return known.find(hash, () -> lookUp(hash));
  }

  private Optional<Known.Found> lookUp(String hash) {
    long now = clock.now().toEpochMilli();
    Result<Record> rows =
        database.read(sql ->
            sql.select()
                .from(ACCESS_TOKEN)
                .join(ACCESS_USER)
                .on(ACCESS_USER.NAME.eq(ACCESS_TOKEN.USER_NAME))
                .leftJoin(ACCESS_ROLE)
                .on(ACCESS_ROLE.USER_NAME.eq(ACCESS_TOKEN.USER_NAME))
                .where(ACCESS_TOKEN.HASH.eq(hash))
                .and(ACCESS_TOKEN.EXPIRES_MILLIS.gt(now))
                .and(ACCESS_USER.IS_DISABLED.eq(false))
                .fetch());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Record token = rows.getFirst();
    Role cap = Role.valueOf(token.get(ACCESS_TOKEN.ROLE_CAP));
    Map<String, Role> roles = new HashMap<>();
    for (Record row : rows) {
      String project = row.get(ACCESS_ROLE.PROJECT);
      if (project != null) {
        Role given = Role.valueOf(row.get(ACCESS_ROLE.ROLE));
        roles.put(project, cap.covers(given) ? given : cap);
      }
    }
    touch(hash, token.get(ACCESS_TOKEN.USED_MILLIS), now);
    return Optional.of(
        new Known.Found(
            new Identified(
                new Principal(token.get(ACCESS_TOKEN.USER_NAME), roles),
                token.get(ACCESS_TOKEN.PROJECT)),
            Instant.ofEpochMilli(token.get(ACCESS_TOKEN.EXPIRES_MILLIS))));
  }

  private void touch(String hash, @Nullable Long used, long now) {
    if (used == null || used + USED_MILLIS <= now) {
      database.write(sql ->
          sql.update(ACCESS_TOKEN)
              .set(ACCESS_TOKEN.USED_MILLIS, now)
              .where(ACCESS_TOKEN.HASH.eq(hash))
              .execute());
    }
  }
}
