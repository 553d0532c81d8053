package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.DataDatasetRecord;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// The datasets themselves.
final class DatasetRows {
  private static final int DESCRIPTION_CHARS_MAX = 20_000;

  private final Database database;

  DatasetRows(Database database) {
    this.database = database;
  }

  Optional<Dataset> find(String name) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET)
            .where(DATA_DATASET.NAME.eq(name))
            .and(ProjectSight.seen(DATA_DATASET.PROJECT))
            .fetchOptional(DatasetRows::dataset));
  }

  /// By name, those that whoever acts sees.
  ///
  /// @param part of a name, in whatever case; empty takes all
  List<Dataset> page(String part, String after, int limit) {
    return database.read(sql ->
        sql.selectFrom(DATA_DATASET)
            .where(DATA_DATASET.NAME.gt(after))
            .and(part.isEmpty() ? DSL.noCondition() : DATA_DATASET.NAME.containsIgnoreCase(part))
            .and(ProjectSight.seen(DATA_DATASET.PROJECT))
            .orderBy(DATA_DATASET.NAME)
            .limit(limit)
            .fetch(DatasetRows::dataset));
  }

  /// Demands that whoever acts may add to a dataset, or make it where they work.
  ///
  /// @return its project
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN`, or `CONFLICT` for a dataset
  ///   that they do not see: names count over the whole server
  String demandEditor(String name) {
    return database.read(sql -> demandEditor(sql, name));
  }

  private static String demandEditor(DSLContext sql, String name) {
    Optional<String> taken =
        sql.select(DATA_DATASET.PROJECT)
            .from(DATA_DATASET)
            .where(DATA_DATASET.NAME.eq(name))
            .fetchOptional(DATA_DATASET.PROJECT);
    if (taken.isPresent() && !ProjectSight.sees(taken.get())) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "the name `%s` is taken".formatted(Names.abbreviate(name)),
              "choose another name")
          .asException();
    }
    String project = taken.orElse(Acting.now().project());
    ProjectSight.demand(project, Role.EDITOR);
    return project;
  }

  /// Demands that whoever acts may change a dataset that is there.
  Dataset demandMine(String name) {
    Dataset dataset = find(name).orElseThrow(() -> unknown(name));
    ProjectSight.demand(dataset.project(), Role.EDITOR);
    return dataset;
  }

  static RuntimeException unknown(String name) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "dataset `%s` does not exist".formatted(Names.abbreviate(name)),
            "list them with: evenkeel data list")
        .asException();
  }

  /// The dataset's project; makes the dataset when it is not there.
  static String make(DSLContext sql, String name) {
    String project = demandEditor(sql, name);
    sql.insertInto(DATA_DATASET)
        .set(DATA_DATASET.NAME, name)
        .set(DATA_DATASET.PROJECT, project)
        .set(DATA_DATASET.KIND, "TABLE")
        .set(DATA_DATASET.DESCRIPTION, "")
        .set(DATA_DATASET.CREATED, Clock.system().now())
        .onConflict(DATA_DATASET.NAME)
        .doNothing()
        .execute();
    return project;
  }

  void describe(String name, String description) {
    demandMine(name);
    demandShort(description);
    database.write(sql ->
        sql.update(DATA_DATASET)
            .set(DATA_DATASET.DESCRIPTION, description)
            .where(DATA_DATASET.NAME.eq(name))
            .execute());
  }

  static void demandShort(String description) {
    if (description.length() > DESCRIPTION_CHARS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "the description is too long",
              "",
              "at most %,d characters".formatted(DESCRIPTION_CHARS_MAX),
              "")
          .asException();
    }
  }

  void setContract(String name, String yaml) {
    database.write(sql -> {
      make(sql, name);
      return sql.update(DATA_DATASET)
          .set(DATA_DATASET.CONTRACT, yaml)
          .where(DATA_DATASET.NAME.eq(name))
          .execute();
    });
  }

  /// What the next profile is merged with.
  Optional<String> sketches(String name) {
    return database.read(sql ->
        sql.select(DATA_DATASET.SKETCHES)
            .from(DATA_DATASET)
            .where(DATA_DATASET.NAME.eq(name))
            .fetchOptional(DATA_DATASET.SKETCHES));
  }

  private static Dataset dataset(DataDatasetRecord row) {
    return new Dataset(
        row.getName(),
        row.getProject(),
        row.getDescription(),
        Optional.ofNullable(row.getContract()),
        row.getCreated());
  }
}
