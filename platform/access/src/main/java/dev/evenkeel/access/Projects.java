package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_PROJECT;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// What things belong to. There is always `default`; none is ever removed.
public final class Projects {
  static final int PAGE_MAX = 1_000;
  private static final int DESCRIPTION_MAX = 1_000;

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;

  Projects(Database database, Clock clock, AuditLog audit) {
    this.database = database;
    this.clock = clock;
    this.audit = audit;
  }

  /// Makes a project.
  public Project create(String name, String description) {
    Names.check("project", name);
    if (description.length() > DESCRIPTION_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "the project's description has more than %d signs".formatted(DESCRIPTION_MAX),
              "shorten it")
          .asException();
    }
    Project made = new Project(name, description, clock.now().toEpochMilli());
    return database.write(sql -> {
      int count =
          sql.insertInto(ACCESS_PROJECT)
              .set(ACCESS_PROJECT.NAME, name)
              .set(ACCESS_PROJECT.DESCRIPTION, description)
              .set(ACCESS_PROJECT.CREATED_MILLIS, made.createdMillis())
              .onConflict(ACCESS_PROJECT.NAME)
              .doNothing()
              .execute();
      if (count == 0) {
        throw Problem.of(Problem.Kind.CONFLICT, "project `%s` exists already".formatted(name), "")
            .asException();
      }
      audit.append(
          "project.create", "project/" + name, Map.of(), Map.of("description", description), "");
      return made;
    });
  }

  /// Projects by their names, as far as whoever acts has a role in them.
  ///
  /// @param after the last name of the page before; empty for the first
  public List<Project> page(String after, int limit) {
    return database.read(sql ->
        sql.selectFrom(ACCESS_PROJECT)
            .where(ACCESS_PROJECT.NAME.gt(after))
            .and(isSeen())
            .orderBy(ACCESS_PROJECT.NAME)
            .limit(Math.clamp(limit, 1, PAGE_MAX))
            .fetch(
                row -> new Project(row.getName(), row.getDescription(), row.getCreatedMillis())));
  }

  private static Condition isSeen() {
    Principal who = Acting.now().who();
    return who.mayEverywhere(Role.VIEWER)
        ? DSL.noCondition()
        : ACCESS_PROJECT.NAME.in(who.projects());
  }

  /// Refuses a project that does not exist.
  public static void demand(Database database, String name) {
    database.read(sql -> {
      demand(sql, name);
      return name;
    });
  }

  /// Refuses a project that does not exist. Call it in the transaction that uses it.
  public static void demand(DSLContext sql, String name) {
    if (!name.equals(Acting.DEFAULT_PROJECT)
        && !sql.fetchExists(ACCESS_PROJECT, ACCESS_PROJECT.NAME.eq(name))) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "no project is called `%s`".formatted(Names.abbreviate(name)),
              "`evenkeel project list` shows what there is")
          .asException();
    }
  }

  /// Refuses what is neither a project nor all of them.
  static void demandForRole(DSLContext sql, String name) {
    if (!name.equals(Principal.EVERYWHERE)) {
      demand(sql, name);
    }
  }
}
