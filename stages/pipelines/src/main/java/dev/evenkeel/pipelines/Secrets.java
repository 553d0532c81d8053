package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_SECRET;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What programs of steps must know and nobody else: pipelines name a secret, and its value is
/// opened for the attempt that shows it to its program. It is told by no answer, page, log or
/// event, and is no part of what a cache compares.
public final class Secrets implements KnownSecrets {
  /// The longest value, in bytes.
  public static final int VALUE_BYTES_MAX = 64 << 10;

  private static final int PAGE_MAX = 1_000;

  private final Database database;
  private final SecretBox box;
  private final AuditLog audit;
  private final Clock clock;

  public Secrets(Database database, SecretBox box, AuditLog audit, Clock clock) {
    this.database = database;
    this.box = box;
    this.audit = audit;
    this.clock = clock;
  }

  /// A secret, without its value.
  ///
  /// @param changed when its value was set last, and by whom
  public record Named(String name, Instant changed, String changedBy) {}

  /// Sets a secret of the project in which whoever acts works.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a name or a value that cannot
  ///   be used, `FORBIDDEN` for whoever is no administrator there
  public Named set(String name, String value) {
    Names.check("secret", name);
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > VALUE_BYTES_MAX || value.indexOf('\0') >= 0) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the value of secret `%s` cannot be used".formatted(name),
              "",
              "1 to %,d bytes of text without a NUL character".formatted(VALUE_BYTES_MAX),
              "")
          .asException();
    }
    Acting acting = Acting.now();
    ProjectSight.demand(acting.project(), Role.ADMIN);
    Named named = new Named(name, clock.now(), acting.who().name());
    String sealed = box.seal(owner(acting.project(), name), value);
    return database.write(sql -> {
      sql.insertInto(PIPELINES_SECRET)
          .set(PIPELINES_SECRET.PROJECT, acting.project())
          .set(PIPELINES_SECRET.NAME, name)
          .set(PIPELINES_SECRET.SEALED, sealed)
          .set(PIPELINES_SECRET.CHANGED, named.changed())
          .set(PIPELINES_SECRET.CHANGED_BY, named.changedBy())
          .onConflict(PIPELINES_SECRET.PROJECT, PIPELINES_SECRET.NAME)
          .doUpdate()
          .set(PIPELINES_SECRET.SEALED, sealed)
          .set(PIPELINES_SECRET.CHANGED, named.changed())
          .set(PIPELINES_SECRET.CHANGED_BY, named.changedBy())
          .execute();
      audit.append("secret.set", "secret/" + name, Map.of(), Map.of("name", name), "");
      return named;
    });
  }

  /// The secrets of the project in which whoever acts works, by name.
  ///
  /// @param after only names behind it; empty for the first page
  public List<Named> list(String after, int limit) {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    return database.read(sql ->
        sql.selectFrom(PIPELINES_SECRET)
            .where(PIPELINES_SECRET.PROJECT.eq(project))
            .and(PIPELINES_SECRET.NAME.gt(after))
            .orderBy(PIPELINES_SECRET.NAME)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(row -> new Named(row.getName(), row.getChanged(), row.getChangedBy())));
  }

  /// Removes a secret of the project in which whoever acts works.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`, or `FORBIDDEN` for whoever is
  ///   no administrator there
  public void remove(String name) {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.ADMIN);
    database.write(sql -> {
      int removed =
          sql.deleteFrom(PIPELINES_SECRET)
              .where(PIPELINES_SECRET.PROJECT.eq(project))
              .and(PIPELINES_SECRET.NAME.eq(name))
              .execute();
      if (removed == 0) {
        throw missing(name).asException();
      }
      audit.append("secret.remove", "secret/" + name, Map.of("name", name), Map.of(), "");
      return removed;
    });
  }

  /// The value of a secret of the project in which whoever acts works: for the attempt that shows
  /// it to its program.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when it was removed meanwhile
  public String value(String name) {
    return value(Acting.now().project(), name).orElseThrow(() -> missing(name).asException());
  }

  @Override
  public boolean has(String project, String name) {
    return sealed(project, name).isPresent();
  }

  /// The value of a secret of a project; empty when there is none.
  public Optional<String> value(String project, String name) {
    return sealed(project, name).map(sealed -> box.open(owner(project, name), sealed));
  }

  private Optional<String> sealed(String project, String name) {
    return database.read(sql ->
        sql.select(PIPELINES_SECRET.SEALED)
            .from(PIPELINES_SECRET)
            .where(PIPELINES_SECRET.PROJECT.eq(project))
            .and(PIPELINES_SECRET.NAME.eq(name))
            .fetchOptional(PIPELINES_SECRET.SEALED));
  }

  private static String owner(String project, String name) {
    return "pipelines/secret/" + project + "/" + name;
  }

  private static Problem missing(String name) {
    return Problem.of(
        Problem.Kind.NOT_FOUND,
        "secret `%s` does not exist".formatted(Names.abbreviate(name)),
        "`evenkeel secret set %s` sets it".formatted(Names.abbreviate(name)));
  }
}
