package dev.evenkeel.registry.projects;

import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;

import dev.evenkeel.access.Projects;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.ProjectSight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// What whoever acts on the thread may see and change. Experiments and registered models belong to
/// one project each, and what is in them to theirs. What somebody may not see does not exist for
/// them; what they see and may not change is `FORBIDDEN`.
///
/// Whoever may see all projects costs no condition in SQL.
public final class ProjectScope {
  private static final int CHUNK = 500;

  private ProjectScope() {}

  /// Which experiments they see.
  public static Condition experiments() {
    return seen(REGISTRY_EXPERIMENT.PROJECT);
  }

  /// Which registered models they see.
  public static Condition models() {
    return seen(REGISTRY_MODEL.PROJECT);
  }

  /// Whether they see the experiment whose id a column holds.
  public static Condition ofExperiment(Field<Long> id) {
    return seesAll()
        ? DSL.noCondition()
        : id.in(DSL.select(REGISTRY_EXPERIMENT.ID).from(REGISTRY_EXPERIMENT).where(experiments()));
  }

  /// Whether they see the run whose id a column holds.
  public static Condition ofRun(Field<String> id) {
    return seesAll()
        ? DSL.noCondition()
        : id.in(
            DSL.select(REGISTRY_RUN.ID)
                .from(REGISTRY_RUN)
                .where(ofExperiment(REGISTRY_RUN.EXPERIMENT_ID)));
  }

  /// Whether they see the registered model whose name a column holds.
  public static Condition ofModel(Field<String> name) {
    return seesAll()
        ? DSL.noCondition()
        : name.in(DSL.select(REGISTRY_MODEL.NAME).from(REGISTRY_MODEL).where(models()));
  }

  /// Those experiments of a list that they see.
  public static List<Long> seen(DSLContext sql, List<Long> experiments) {
    if (seesAll()) {
      return experiments;
    }
    List<Long> seen = new ArrayList<>();
    for (int from = 0; from < experiments.size(); from += CHUNK) {
      List<Long> chunk = experiments.subList(from, Math.min(experiments.size(), from + CHUNK));
      seen.addAll(
          sql.select(REGISTRY_EXPERIMENT.ID)
              .from(REGISTRY_EXPERIMENT)
              .where(REGISTRY_EXPERIMENT.ID.in(chunk))
              .and(experiments())
              .orderBy(REGISTRY_EXPERIMENT.ID)
              .fetch(REGISTRY_EXPERIMENT.ID));
    }
    return seen;
  }

  /// Those runs of a list that they see, in its order; where they see all, unknown ones too.
  public static List<String> seenRuns(DSLContext sql, List<String> runs) {
    if (seesAll()) {
      return runs;
    }
    Set<String> seen =
        sql.select(REGISTRY_RUN.ID)
            .from(REGISTRY_RUN)
            .where(REGISTRY_RUN.ID.in(runs))
            .and(ofExperiment(REGISTRY_RUN.EXPERIMENT_ID))
            .fetchSet(REGISTRY_RUN.ID);
    return runs.stream().filter(seen::contains).toList();
  }

  /// The project of what they make, in which they must be an editor.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN`, or `NOT_FOUND` when there is
  ///   no such project
  public static String ofNew(DSLContext sql) {
    String project = Acting.now().project();
    demand(project, Role.EDITOR);
    Projects.demand(sql, project);
    return project;
  }

  /// Demands a role in the project of something that they see.
  public static void demand(String project, Role role) {
    ProjectSight.demand(project, role);
  }

  /// Demands a role in an experiment's project.
  ///
  /// @param unknown what is told when there is no such experiment, or they do not see it
  public static void demandExperiment(
      DSLContext sql, long id, Role role, Supplier<RuntimeException> unknown) {
    if (!Acting.now().who().mayEverywhere(role)) {
      demand(
          sql.select(REGISTRY_EXPERIMENT.PROJECT)
              .from(REGISTRY_EXPERIMENT)
              .where(REGISTRY_EXPERIMENT.ID.eq(id))
              .fetchOptional(REGISTRY_EXPERIMENT.PROJECT),
          role,
          unknown);
    }
  }

  /// Demands a role in a registered model's project.
  ///
  /// @param unknown what is told when there is no such model, or they do not see it
  public static void demandModel(
      DSLContext sql, String name, Role role, Supplier<RuntimeException> unknown) {
    if (!Acting.now().who().mayEverywhere(role)) {
      demand(projectOfModel(sql, name), role, unknown);
    }
  }

  /// Demands that they may register versions under a name that is taken.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` for a model that they do not
  ///   see: serving goes by names, so another cannot have it
  public static void demandModelOrName(String project, String name) {
    demand(
        Optional.of(project),
        Role.EDITOR,
        () ->
            Problem.of(
                    Problem.Kind.CONFLICT,
                    "the name `%s` is taken".formatted(Names.abbreviate(name)),
                    "choose another name")
                .asException());
  }

  /// The project that an entry of the audit log on a model belongs to.
  public static String ofAudit(DSLContext sql, String model) {
    return projectOfModel(sql, model).orElse(Acting.DEFAULT_PROJECT);
  }

  /// The project that an entry of the audit log on an experiment belongs to.
  public static String ofAudit(DSLContext sql, long experiment) {
    return sql.select(REGISTRY_EXPERIMENT.PROJECT)
        .from(REGISTRY_EXPERIMENT)
        .where(REGISTRY_EXPERIMENT.ID.eq(experiment))
        .fetchOptional(REGISTRY_EXPERIMENT.PROJECT)
        .orElse(Acting.DEFAULT_PROJECT);
  }

  /// The project of a registered model, whoever asks.
  public static Optional<String> projectOfModel(DSLContext sql, String name) {
    return sql.select(REGISTRY_MODEL.PROJECT)
        .from(REGISTRY_MODEL)
        .where(REGISTRY_MODEL.NAME.eq(name))
        .fetchOptional(REGISTRY_MODEL.PROJECT);
  }

  private static void demand(
      Optional<String> project, Role role, Supplier<RuntimeException> unknown) {
    Principal who = Acting.now().who();
    demand(project.filter(each -> who.may(Role.VIEWER, each)).orElseThrow(unknown), role);
  }

  private static boolean seesAll() {
    return ProjectSight.seesAll();
  }

  private static Condition seen(Field<String> project) {
    return ProjectSight.seen(project);
  }
}
