package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.artifacts.ArtifactAddress;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.store.Database;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a client names as the source of a version. Only files that this server keeps are one:
/// nothing here is ever fetched or opened by its name, and no other field of a request changes
/// that.
final class VersionSources {
  /// What clients send for a prompt, which has no files (`mlflow/prompt/constants.py`).
  private static final Set<String> PROMPTS = Set.of("prompt-template", "dummy-source");

  private static final int CHARS_MAX = 2_000;
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/([^/].*)");
  private static final Pattern OF_RUN = Pattern.compile("([a-zA-Z0-9][\\w\\-]{0,255})(?:/(.*))?");
  private static final Pattern MODEL_ID = Pattern.compile("m-[0-9a-f]{32}");
  private static final Pattern VERSION = Pattern.compile("([^/]+)/([1-9]\\d{0,8})");

  private final Database database;
  private final Artifacts artifacts;

  VersionSources(Database database, Artifacts artifacts) {
    this.database = database;
    this.artifacts = artifacts;
  }

  /// Finds what is meant.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for what is none of ours,
  ///   `NOT_FOUND` for a run, model or version that does not exist
  VersionSource resolve(String source) {
    if (PROMPTS.contains(source)) {
      return new VersionSource.Prompt();
    }
    Matcher parts = SCHEME.matcher(source);
    if (source.length() > CHARS_MAX || !parts.matches() || holdsMore(parts.group(2))) {
      throw foreign(source);
    }
    String rest = parts.group(2);
    return switch (parts.group(1).toLowerCase(Locale.ROOT)) {
      case "runs" -> ofRun(source, rest);
      case "models" -> ofModel(source, rest);
      case "mlflow-artifacts" -> stored(rest);
      default -> throw foreign(source);
    };
  }

  /// A query or a fragment, which some reader might cut off, and others not.
  private static boolean holdsMore(String rest) {
    return rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0;
  }

  private VersionSource ofRun(String source, String rest) {
    Matcher run = OF_RUN.matcher(rest);
    if (!run.matches()) {
      throw foreign(source);
    }
    ArtifactOwner owner = artifacts.owner(ArtifactOwner.Kind.RUN, run.group(1));
    ArtifactPath folder = ArtifactPath.folder(run.group(2) == null ? "" : run.group(2));
    if (artifacts.files(owner, folder, 1).isEmpty()) {
      // Since version 3 a run's model is a logged model of that name, with files of its own.
      Optional<String> logged = loggedBy(owner.id(), folder.text());
      if (logged.isPresent()) {
        return ofLogged(logged.get());
      }
    }
    return new VersionSource.Files(owner, folder, Optional.of(owner.id()), Optional.empty());
  }

  private VersionSource ofModel(String source, String rest) {
    if (MODEL_ID.matcher(rest).matches()) {
      return ofLogged(rest);
    }
    Matcher version = VERSION.matcher(rest);
    if (!version.matches()) {
      throw foreign(source);
    }
    return new VersionSource.Version(
        Names.check("model", version.group(1)), Integer.parseInt(version.group(2)));
  }

  private VersionSource ofLogged(String id) {
    ArtifactOwner owner = artifacts.owner(ArtifactOwner.Kind.MODEL, id);
    return new VersionSource.Files(owner, ArtifactPath.ROOT, madeBy(id), Optional.of(id));
  }

  private VersionSource stored(String rest) {
    ArtifactAddress address = ArtifactAddress.parse(rest);
    ArtifactOwner owner = artifacts.owner(address);
    return switch (owner.kind()) {
      case RUN ->
          new VersionSource.Files(owner, address.path(), Optional.of(owner.id()), Optional.empty());
      case MODEL ->
          new VersionSource.Files(
              owner, address.path(), madeBy(owner.id()), Optional.of(owner.id()));
    };
  }

  private Optional<String> madeBy(String loggedModel) {
    return database.read(sql ->
        sql.select(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID)
            .from(REGISTRY_LOGGED_MODEL)
            .where(REGISTRY_LOGGED_MODEL.ID.eq(loggedModel))
            .fetchOptional(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID));
  }

  private Optional<String> loggedBy(String run, String name) {
    return database.read(sql ->
        sql.select(REGISTRY_LOGGED_MODEL.ID)
            .from(REGISTRY_LOGGED_MODEL)
            .where(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID.eq(run))
            .and(REGISTRY_LOGGED_MODEL.NAME.eq(name))
            .and(REGISTRY_LOGGED_MODEL.IS_DELETED.isFalse())
            .orderBy(REGISTRY_LOGGED_MODEL.CREATED_MILLIS.desc(), REGISTRY_LOGGED_MODEL.ID)
            .limit(1)
            .fetchOptional(REGISTRY_LOGGED_MODEL.ID));
  }

  private static RuntimeException foreign(String source) {
    return new Problem(
            Problem.Kind.INPUT,
            "Invalid model version source: '%s'".formatted(Names.abbreviate(source)),
            "",
            "files of this server: runs:/<run>/<path>, models:/m-<id>, models:/<name>/<version> or"
                + " mlflow-artifacts:/<experiment>/…",
            "log the model to this server, then register it")
        .asException();
  }
}
