package dev.evenkeel.registry.artifacts;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ARTIFACT;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Keeps the files of runs and logged models: bytes first, then the row that names them, so that
/// half an upload leaves nothing that anybody sees.
///
/// A file can be replaced until its logged model is finished or a registered version is made of it.
public final class Artifacts {
  /// Most that one list holds.
  public static final int PAGE_MAX = 50_000;

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");

  /// Sets our locks apart from those of other rooms in the same database.
  private static final int ROOM = "registry.artifacts".hashCode();

  private final Database database;
  private final BlobStore blobs;
  private final Clock clock;
  private final long fileBytesMax;

  /// @param fileBytesMax a larger file is refused
  public Artifacts(Database database, BlobStore blobs, Clock clock, long fileBytesMax) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
    this.fileBytesMax = fileBytesMax;
  }

  /// A run or logged model, a deleted one too: its files can still be read.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public ArtifactOwner owner(ArtifactOwner.Kind kind, String id) {
    if (!ID.matcher(id).matches()) {
      throw unknown(kind, id);
    }
    return database.read(sql -> Owners.find(sql, kind, id)).orElseThrow(() -> unknown(kind, id));
  }

  /// The owner that an address names.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none, or it
  ///   belongs to another experiment
  public ArtifactOwner owner(ArtifactAddress address) {
    ArtifactOwner owner = owner(address.kind(), address.id());
    if (owner.experiment() != address.experiment()) {
      throw unknown(address.kind(), address.id());
    }
    return owner;
  }

  /// Keeps a file, which takes the place of an earlier one of that path; the same bytes again
  /// succeed always.
  ///
  /// @param content read once, never held as a whole
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when the file may not change,
  ///   `INPUT` when its owner is deleted or a folder has that path, `TOO_LARGE`, `MALFORMED` when
  ///   the content breaks off
  public Artifact put(ArtifactOwner owner, ArtifactPath path, InputStream content) {
    // Asked before too, so that nobody sends a gigabyte in vain.
    database.read(sql -> demandAlive(sql, owner));
    BoundedUpload upload = new BoundedUpload(content, fileBytesMax);
    String digest = blobs.put(upload);
    Artifact artifact = new Artifact(path, digest, upload.bytes());
    return database.write(sql -> {
      hold(sql, owner);
      keep(sql, owner, artifact);
      return artifact;
    });
  }

  private void keep(DSLContext sql, ArtifactOwner owner, Artifact artifact) {
    Owners.State state = demandAlive(sql, owner);
    Optional<Artifact> earlier = find(sql, owner, artifact.path());
    if (earlier.isPresent() && earlier.get().digest().equals(artifact.digest())) {
      return;
    }
    if (state == Owners.State.FINISHED || isRegistered(sql, owner, artifact.path())) {
      throw frozen(owner, artifact.path());
    }
    demandPlace(sql, owner, artifact.path());
    sql.insertInto(REGISTRY_ARTIFACT)
        .set(REGISTRY_ARTIFACT.OWNER, owner.id())
        .set(REGISTRY_ARTIFACT.PATH, artifact.path().text())
        .set(REGISTRY_ARTIFACT.DIGEST, artifact.digest())
        .set(REGISTRY_ARTIFACT.BYTES, artifact.bytes())
        .set(REGISTRY_ARTIFACT.STORED_MILLIS, clock.now().toEpochMilli())
        .onConflict(REGISTRY_ARTIFACT.OWNER, REGISTRY_ARTIFACT.PATH)
        .doUpdate()
        .set(REGISTRY_ARTIFACT.DIGEST, artifact.digest())
        .set(REGISTRY_ARTIFACT.BYTES, artifact.bytes())
        .set(REGISTRY_ARTIFACT.STORED_MILLIS, clock.now().toEpochMilli())
        .execute();
  }

  /// A file.
  public Optional<Artifact> find(ArtifactOwner owner, ArtifactPath path) {
    return database.read(sql -> find(sql, owner, path));
  }

  /// The bytes of a file. Those of a whole file end by a problem when they are not what was stored.
  ///
  /// @param from how many of them to leave out
  public InputStream open(Artifact artifact, long from) {
    return blobs
        .get(artifact.digest(), from)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.INTERNAL,
                    "blob %s is missing from the store".formatted(artifact.digest()),
                    "restore the home folder from a backup")
                .asException());
  }

  /// What a folder holds directly, by name; nothing when there is no such folder.
  ///
  /// @param after only names behind it, empty for the first page
  /// @param limit at most [#PAGE_MAX]
  public List<ArtifactEntry> list(
      ArtifactOwner owner, ArtifactPath folder, String after, int limit) {
    Field<String> rest =
        folder.isRoot()
            ? REGISTRY_ARTIFACT.PATH
            : DSL.substring(REGISTRY_ARTIFACT.PATH, DSL.inline(length(folder) + 2));
    Field<Integer> slash = DSL.position(rest, DSL.inline("/"));
    Table<?> below =
        DSL.select(
                DSL.when(slash.eq(DSL.inline(0)), rest)
                    .otherwise(DSL.substring(rest, DSL.inline(1), slash.minus(DSL.inline(1))))
                    .as("name"),
                slash.as("slash"),
                REGISTRY_ARTIFACT.BYTES.as("bytes"))
            .from(REGISTRY_ARTIFACT)
            .where(REGISTRY_ARTIFACT.OWNER.eq(owner.id()))
            .and(isBelow(folder))
            .asTable("below");
    Field<String> name = DSL.field(DSL.name("below", "name"), String.class);
    Field<Integer> nested = DSL.max(DSL.field(DSL.name("below", "slash"), Integer.class));
    Field<Long> bytes = DSL.max(DSL.field(DSL.name("below", "bytes"), Long.class));
    return database.read(sql ->
        sql.select(name, nested, bytes)
            .from(below)
            .where(name.gt(after))
            .groupBy(name)
            .orderBy(name)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(row ->
                new ArtifactEntry(
                    row.value1(), row.value2() > 0, row.value2() > 0 ? 0 : row.value3())));
  }

  /// All files of a folder and of those in it, by path.
  ///
  /// @param limit at most [#PAGE_MAX]
  public List<Artifact> files(ArtifactOwner owner, ArtifactPath folder, int limit) {
    List<Artifact> files =
        database.read(sql ->
            sql.selectFrom(REGISTRY_ARTIFACT)
                .where(REGISTRY_ARTIFACT.OWNER.eq(owner.id()))
                .and(isBelow(folder))
                .orderBy(REGISTRY_ARTIFACT.PATH)
                .limit(Math.clamp(limit, 0, PAGE_MAX))
                .fetch(row ->
                    new Artifact(
                        new ArtifactPath(row.getPath()), row.getDigest(), row.getBytes())));
    // Databases order letters by their own rules.
    List<Artifact> sorted = new ArrayList<>(files);
    sorted.sort(java.util.Comparator.comparing(file -> file.path().text()));
    return sorted;
  }

  /// Removes a file, or a folder with all in it; the root stands for all files of the owner.
  /// Nothing there is fine.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when some of it may not change
  public void delete(ArtifactOwner owner, ArtifactPath path) {
    database.write(sql -> {
      demandEditor(sql, owner);
      hold(sql, owner);
      boolean isRegistered =
          isRegistered(sql, owner, path)
              || sql.fetchExists(
                  REGISTRY_MODEL_VERSION,
                  ofOwner(owner).and(isBelow(path, REGISTRY_MODEL_VERSION.ARTIFACT_FOLDER)));
      if (isRegistered || Owners.state(sql, owner) == Owners.State.FINISHED) {
        throw frozen(owner, path);
      }
      return sql.deleteFrom(REGISTRY_ARTIFACT)
          .where(REGISTRY_ARTIFACT.OWNER.eq(owner.id()))
          .and(isBelow(path).or(REGISTRY_ARTIFACT.PATH.eq(path.text())))
          .execute();
    });
  }

  /// Lets those in one after another who change an owner's files, each until its transaction ends;
  /// whoever makes a registered version of some takes it too.
  // SQLite has one writer anyhow.
  public void hold(DSLContext sql, ArtifactOwner owner) {
    if (sql.dialect() == SQLDialect.POSTGRES) {
      sql.fetch(
          "select pg_advisory_xact_lock({0}, {1})", DSL.val(ROOM), DSL.val(owner.id().hashCode()));
    }
  }

  private static Optional<Artifact> find(DSLContext sql, ArtifactOwner owner, ArtifactPath path) {
    return sql.selectFrom(REGISTRY_ARTIFACT)
        .where(REGISTRY_ARTIFACT.OWNER.eq(owner.id()))
        .and(REGISTRY_ARTIFACT.PATH.eq(path.text()))
        .fetchOptional(row -> new Artifact(path, row.getDigest(), row.getBytes()));
  }

  /// Whether a registered version is made of a path, or of a folder around it.
  private static boolean isRegistered(DSLContext sql, ArtifactOwner owner, ArtifactPath path) {
    List<String> around = new ArrayList<>(path.folders());
    around.add(path.text());
    return sql.fetchExists(
        REGISTRY_MODEL_VERSION,
        ofOwner(owner).and(REGISTRY_MODEL_VERSION.ARTIFACT_FOLDER.in(around)));
  }

  private static Condition ofOwner(ArtifactOwner owner) {
    return REGISTRY_MODEL_VERSION
        .ARTIFACT_OWNER
        .eq(owner.id())
        .and(REGISTRY_MODEL_VERSION.IS_DELETED.isFalse());
  }

  private static void demandPlace(DSLContext sql, ArtifactOwner owner, ArtifactPath path) {
    boolean isTaken =
        sql.fetchExists(
            REGISTRY_ARTIFACT,
            REGISTRY_ARTIFACT
                .OWNER
                .eq(owner.id())
                .and(REGISTRY_ARTIFACT.PATH.in(path.folders()).or(isBelow(path))));
    if (isTaken) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "`%s` would be a file and a folder at once".formatted(Names.abbreviate(path.text())),
              "choose another name")
          .asException();
    }
  }

  private static Condition isBelow(ArtifactPath folder) {
    return isBelow(folder, REGISTRY_ARTIFACT.PATH);
  }

  // LIKE takes `_` as any letter, and on SQLite `a` as `A`; a range would go by the database's
  // order
  // of letters.
  private static Condition isBelow(ArtifactPath folder, Field<String> path) {
    return folder.isRoot()
        ? DSL.trueCondition()
        : DSL.substring(path, DSL.inline(1), DSL.inline(length(folder) + 1))
            .eq(folder.text() + "/");
  }

  /// As databases count.
  private static int length(ArtifactPath path) {
    return path.text().codePointCount(0, path.text().length());
  }

  private static void demandEditor(DSLContext sql, ArtifactOwner owner) {
    ProjectScope.demandExperiment(
        sql, owner.experiment(), Role.EDITOR, () -> unknown(owner.kind(), owner.id()));
  }

  private static Owners.State demandAlive(DSLContext sql, ArtifactOwner owner) {
    demandEditor(sql, owner);
    Owners.State state = Owners.state(sql, owner);
    if (state == Owners.State.DELETED) {
      throw Problem.of(
              Problem.Kind.INPUT, "%s is deleted".formatted(owner), "restore it, or take another")
          .asException();
    }
    return state;
  }

  private static RuntimeException frozen(ArtifactOwner owner, ArtifactPath path) {
    String what = path.isRoot() ? "all files" : "`%s`".formatted(Names.abbreviate(path.text()));
    return Problem.of(
            Problem.Kind.CONFLICT,
            "%s of %s cannot change: a finished or registered model is made of it"
                .formatted(what, owner),
            "log the model again")
        .asException();
  }

  private static RuntimeException unknown(ArtifactOwner.Kind kind, String id) {
    String what = kind == ArtifactOwner.Kind.RUN ? "Run" : "Logged model";
    return Problem.of(
            Problem.Kind.NOT_FOUND, "%s '%s' not found".formatted(what, Names.abbreviate(id)), "")
        .asException();
  }
}
