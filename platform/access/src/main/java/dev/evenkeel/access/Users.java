package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_ROLE;
import static dev.evenkeel.store.schema.Tables.ACCESS_SESSION;
import static dev.evenkeel.store.schema.Tables.ACCESS_TOKEN;
import static dev.evenkeel.store.schema.Tables.ACCESS_USER;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.AccessUserRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/// People with passwords of ours, and their roles. As soon as there is one, somebody can always
/// give roles: the last administrator stays.
public final class Users {
  static final int PAGE_MAX = 1_000;
  private static final int ROOM = "access".hashCode();

  /// Who else acts in the audit log.
  private static final Set<String> TAKEN =
      Set.of(Principal.SYSTEM.name(), Principal.LOCAL.name(), Principal.ANONYMOUS.name(), "system");

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;
  private final Passwords passwords;
  private final Known known;

  Users(Database database, Clock clock, AuditLog audit, Passwords passwords, Known known) {
    this.database = database;
    this.clock = clock;
    this.audit = audit;
    this.passwords = passwords;
    this.known = known;
  }

  /// A password that nobody guesses.
  public String makePassword() {
    return Secrets.password();
  }

  /// Makes a user. The first must be an administrator of all projects, or nobody could make a
  /// second.
  public User add(String name, String password, Map<String, Role> roles) {
    Names.check("user", name);
    if (TAKEN.contains(name)) {
      throw Problem.of(
              Problem.Kind.INPUT, "`%s` is nobody's name".formatted(name), "choose another name")
          .asException();
    }
    String hash = passwords.hash(Passwords.check(name, password));
    return change(sql -> {
      if (!sql.fetchExists(ACCESS_USER) && roles.get(Principal.EVERYWHERE) != Role.ADMIN) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "the first user must be an administrator",
                "evenkeel user add %s --role admin".formatted(name))
            .asException();
      }
      long now = clock.now().toEpochMilli();
      int made =
          sql.insertInto(ACCESS_USER)
              .set(ACCESS_USER.NAME, name)
              .set(ACCESS_USER.PASSWORD_HASH, hash)
              .set(ACCESS_USER.IS_DISABLED, false)
              .set(ACCESS_USER.CREATED_MILLIS, now)
              .onConflict(ACCESS_USER.NAME)
              .doNothing()
              .execute();
      if (made == 0) {
        throw Problem.of(Problem.Kind.CONFLICT, "user `%s` exists already".formatted(name), "")
            .asException();
      }
      roles.forEach((project, role) -> put(sql, name, project, role));
      audit.append("user.add", subject(name), Map.of(), facts(false, roles), "");
      return new User(name, false, roles, now);
    });
  }

  /// Gives somebody a role in a project, or in all; it replaces the one they had there.
  ///
  /// @param project `*` for all
  public User give(String name, String project, Role role) {
    return alter("user.role", name, sql -> put(sql, name, project, role));
  }

  /// Takes somebody's role in a project.
  ///
  /// @param project `*` for the one in all, which leaves those in single projects
  public User take(String name, String project) {
    return alter(
        "user.role",
        name,
        sql ->
            sql.deleteFrom(ACCESS_ROLE)
                .where(ACCESS_ROLE.USER_NAME.eq(name))
                .and(ACCESS_ROLE.PROJECT.eq(project))
                .execute());
  }

  /// Lets nobody in by this name, until it is enabled again. Sessions end.
  public User disable(String name) {
    return alter(
        "user.disable",
        name,
        sql -> {
          endSessions(sql, name);
          setDisabled(sql, name, true);
        });
  }

  /// Lets somebody in again.
  public User enable(String name) {
    return alter("user.enable", name, sql -> setDisabled(sql, name, false));
  }

  /// Sets another password. Sessions end.
  public User password(String name, String password) {
    String hash = passwords.hash(Passwords.check(name, password));
    return alter(
        "user.password",
        name,
        sql -> {
          endSessions(sql, name);
          sql.update(ACCESS_USER)
              .set(ACCESS_USER.PASSWORD_HASH, hash)
              .where(ACCESS_USER.NAME.eq(name))
              .execute();
        });
  }

  /// Removes somebody with their roles, tokens and sessions. What they did keeps their name.
  public void remove(String name) {
    change(sql -> {
      User before = demand(sql, name);
      endSessions(sql, name);
      sql.deleteFrom(ACCESS_TOKEN).where(ACCESS_TOKEN.USER_NAME.eq(name)).execute();
      sql.deleteFrom(ACCESS_ROLE).where(ACCESS_ROLE.USER_NAME.eq(name)).execute();
      sql.deleteFrom(ACCESS_USER).where(ACCESS_USER.NAME.eq(name)).execute();
      demandAdministrator(sql);
      audit.append("user.remove", subject(name), facts(before), Map.of(), "");
      return name;
    });
  }

  /// A user.
  public Optional<User> find(String name) {
    return database.read(sql -> find(sql, name));
  }

  /// Users by their names.
  ///
  /// @param after the last name of the page before; empty for the first
  public List<User> page(String after, int limit) {
    return database.read(sql -> {
      List<AccessUserRecord> rows =
          sql.selectFrom(ACCESS_USER)
              .where(ACCESS_USER.NAME.gt(after))
              .orderBy(ACCESS_USER.NAME)
              .limit(Math.clamp(limit, 1, PAGE_MAX))
              .fetch();
      Map<String, Map<String, Role>> roles =
          roles(sql, rows.stream().map(AccessUserRecord::getName).toList());
      return rows.stream().map(row -> user(row, roles)).toList();
    });
  }

  private interface Change {
    void make(DSLContext sql);
  }

  private User alter(String action, String name, Change change) {
    return change(sql -> {
      User before = demand(sql, name);
      change.make(sql);
      demandAdministrator(sql);
      User after = demand(sql, name);
      audit.append(action, subject(name), facts(before), facts(after), "");
      return after;
    });
  }

  private <T> T change(Function<DSLContext, T> work) {
    return database.write(sql -> {
      // One after another: two administrators could take each other's role at the same time.
      if (sql.dialect() == SQLDialect.POSTGRES) {
        sql.fetch("select pg_advisory_xact_lock({0}, {1})", DSL.val(ROOM), DSL.val(0));
      }
      T result = work.apply(sql);
      database.afterCommit(known::forget);
      return result;
    });
  }

  private static void demandAdministrator(DSLContext sql) {
    boolean isThere =
        sql.fetchExists(
            sql.selectOne()
                .from(ACCESS_ROLE)
                .join(ACCESS_USER)
                .on(ACCESS_USER.NAME.eq(ACCESS_ROLE.USER_NAME))
                .where(ACCESS_ROLE.PROJECT.eq(Principal.EVERYWHERE))
                .and(ACCESS_ROLE.ROLE.eq(Role.ADMIN.name()))
                .and(ACCESS_USER.IS_DISABLED.eq(false)));
    if (!isThere) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "this is the last administrator",
              "give somebody else the role `admin` in all projects first")
          .asException();
    }
  }

  private static User demand(DSLContext sql, String name) {
    return find(sql, name)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "no user is called `%s`".formatted(Names.abbreviate(name)),
                    "`evenkeel user list` shows who there is")
                .asException());
  }

  private static Optional<User> find(DSLContext sql, String name) {
    return sql.selectFrom(ACCESS_USER)
        .where(ACCESS_USER.NAME.eq(name))
        .fetchOptional()
        .map(row -> user(row, roles(sql, List.of(name))));
  }

  private static User user(AccessUserRecord row, Map<String, Map<String, Role>> roles) {
    return new User(
        row.getName(),
        row.getIsDisabled(),
        roles.getOrDefault(row.getName(), Map.of()),
        row.getCreatedMillis());
  }

  private static Map<String, Map<String, Role>> roles(DSLContext sql, List<String> users) {
    return sql.selectFrom(ACCESS_ROLE).where(ACCESS_ROLE.USER_NAME.in(users)).stream()
        .collect(
            Collectors.groupingBy(
                row -> row.getUserName(),
                Collectors.toMap(row -> row.getProject(), row -> Role.valueOf(row.getRole()))));
  }

  private static int put(DSLContext sql, String user, String project, Role role) {
    Projects.demandForRole(sql, project);
    return sql.insertInto(ACCESS_ROLE)
        .set(ACCESS_ROLE.USER_NAME, user)
        .set(ACCESS_ROLE.PROJECT, project)
        .set(ACCESS_ROLE.ROLE, role.name())
        .onConflict(ACCESS_ROLE.USER_NAME, ACCESS_ROLE.PROJECT)
        .doUpdate()
        .set(ACCESS_ROLE.ROLE, role.name())
        .execute();
  }

  private static void setDisabled(DSLContext sql, String name, boolean isDisabled) {
    sql.update(ACCESS_USER)
        .set(ACCESS_USER.IS_DISABLED, isDisabled)
        .where(ACCESS_USER.NAME.eq(name))
        .execute();
  }

  private static void endSessions(DSLContext sql, String name) {
    sql.deleteFrom(ACCESS_SESSION).where(ACCESS_SESSION.USER_NAME.eq(name)).execute();
  }

  private static String subject(String name) {
    return "user/" + name;
  }

  private static Map<String, Object> facts(User user) {
    return facts(user.isDisabled(), user.roles());
  }

  private static Map<String, Object> facts(boolean isDisabled, Map<String, Role> roles) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("disabled", isDisabled);
    facts.put("roles", new TreeMap<>(roles));
    return facts;
  }
}
