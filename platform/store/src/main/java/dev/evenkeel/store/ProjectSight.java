package dev.evenkeel.store;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import java.util.Locale;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// What whoever acts on the thread may see and change of what belongs to projects. What somebody
/// may not see does not exist for them. Whoever may see all projects costs no condition in SQL.
public final class ProjectSight {
  private ProjectSight() {}

  /// Whether they see everything.
  public static boolean seesAll() {
    return Acting.now().who().mayEverywhere(Role.VIEWER);
  }

  /// Whether they see what is in a project.
  public static boolean sees(String project) {
    return Acting.now().who().may(Role.VIEWER, project);
  }

  /// Which rows they see, by the column of their project.
  public static Condition seen(Field<String> project) {
    return seesAll() ? DSL.noCondition() : project.in(Acting.now().who().projects());
  }

  /// Demands a role in the project of something that they see.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN`
  public static void demand(String project, Role role) {
    Principal who = Acting.now().who();
    if (!who.may(role, project)) {
      throw new Problem(
              Problem.Kind.FORBIDDEN,
              "`%s` may not change what is in project `%s`"
                  .formatted(Names.abbreviate(who.name()), Names.abbreviate(project)),
              "",
              "the role `%s` there".formatted(role.name().toLowerCase(Locale.ROOT)),
              "ask an administrator for it")
          .asException();
    }
  }

  /// The product itself, at work for one project: it sees and changes nothing of others.
  public static Acting workingFor(String project) {
    return new Acting(new Principal(Principal.SYSTEM.name(), Map.of(project, Role.ADMIN)), project);
  }
}
