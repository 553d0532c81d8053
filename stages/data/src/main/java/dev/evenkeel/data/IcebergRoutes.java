package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET;
import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.DatasetVersion.State;
import dev.evenkeel.data.TableKeys.Grant;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.SecretBox;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadataParser;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Iceberg's REST catalog, to read: a project is a namespace, a dataset a table, a version the tag
/// `v` and its number. There is one warehouse, so a client may name it as it likes.
///
/// Whoever asks sees what they see elsewhere, and nothing writes here: the address of a write has
/// no route.
public final class IcebergRoutes {
  /// Below which the catalog answers; what clients are told as `uri` ends before `/v1`.
  public static final String PREFIX = "/iceberg/v1";

  /// Clients want one, and sign by it.
  private static final String REGION = "us-east-1";

  private static final int PAGE = 1_000;

  /// For clients that cannot page; more would be left out without a word.
  private static final int WHOLE = 10_000;

  /// From these, clients know that they cannot write.
  private static final List<String> ENDPOINTS =
      List.of(
          "GET /v1/{prefix}/namespaces",
          "GET /v1/{prefix}/namespaces/{namespace}",
          "HEAD /v1/{prefix}/namespaces/{namespace}",
          "GET /v1/{prefix}/namespaces/{namespace}/tables",
          "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
          "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
          "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials");

  private final Database database;
  private final IcebergTables tables;
  private final TableKeys keys;
  private final KeyHolders holders;
  private final TableFileRoutes files;
  private final Supplier<URI> address;

  /// The catalog of these datasets.
  ///
  /// @param box from whose key the keys of tables follow
  /// @param holders who may have keys
  /// @param address by which clients reach this server
  public IcebergRoutes(
      Datasets datasets, SecretBox box, Clock clock, KeyHolders holders, Supplier<URI> address) {
    this.database = datasets.warehouse().database();
    this.tables = datasets.warehouse().tables();
    this.keys = new TableKeys(box, clock);
    this.holders = holders;
    this.files = new TableFileRoutes(new TableFiles(datasets.warehouse()), keys, holders, clock);
    this.address = address;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        reads("/config", "What Iceberg's REST catalog offers", _ -> config()),
        reads("/namespaces", "Projects with datasets, as namespaces", this::namespaces),
        reads("/namespaces/{namespace}", "A project as a namespace", this::namespace),
        reads("/namespaces/{namespace}/tables", "A project's datasets, as tables", this::list),
        reads("/namespaces/{namespace}/tables/{table}", "A dataset as a table", this::table),
        reads(
            "/namespaces/{namespace}/tables/{table}/credentials",
            "A new key for a table's files",
            this::credentials),
        files.route());
  }

  private static Route reads(String path, String summary, Route.Handler handler) {
    return Route.get(PREFIX + path, summary, handler).needs(Role.VIEWER);
  }

  private static Reply config() {
    return Reply.json(Map.of("defaults", Map.of(), "overrides", Map.of(), "endpoints", ENDPOINTS));
  }

  private Reply namespaces(Request request) {
    Optional<String> parent = request.query("parent").filter(name -> !name.isEmpty());
    if (parent.isPresent()) {
      return hasTables(parent.get())
          ? Reply.json(Map.of("namespaces", List.of()))
          : noNamespace(parent.get());
    }
    return page(
        request,
        "namespaces",
        names(request, DATA_DATASET.PROJECT, DSL.noCondition()),
        name -> List.of(name));
  }

  private Reply namespace(Request request) {
    String name = request.path("namespace");
    return hasTables(name)
        ? Reply.json(Map.of("namespace", List.of(name), "properties", Map.of()))
        : noNamespace(name);
  }

  private Reply list(Request request) {
    String project = request.path("namespace");
    if (!hasTables(project)) {
      return noNamespace(project);
    }
    return page(
        request,
        "identifiers",
        names(request, DATA_DATASET.NAME, DATA_DATASET.PROJECT.eq(project)),
        name -> Map.of("namespace", List.of(project), "name", name));
  }

  private boolean hasTables(String project) {
    return database.read(sql ->
        sql.fetchExists(
            DSL.selectOne()
                .from(DATA_DATASET)
                .where(DATA_DATASET.PROJECT.eq(project))
                .and(isTable())));
  }

  /// Seen by whoever asks, with a version to read.
  private static Condition isTable() {
    return ProjectSight.seen(DATA_DATASET.PROJECT)
        .and(
            DSL.exists(
                DSL.selectOne()
                    .from(DATA_DATASET_VERSION)
                    .where(DATA_DATASET_VERSION.DATASET.eq(DATA_DATASET.NAME))
                    .and(DATA_DATASET_VERSION.STATE.eq(State.PUBLISHED.name()))));
  }

  /// One more than a page holds says whether another follows.
  private List<String> names(Request request, Field<String> name, Condition which) {
    return database.read(sql ->
        sql.selectDistinct(name)
            .from(DATA_DATASET)
            .where(name.gt(request.query("pageToken").orElse("")))
            .and(which)
            .and(isTable())
            .orderBy(name)
            .limit(limit(request) + 1)
            .fetch(name));
  }

  private static int limit(Request request) {
    return request.query("pageToken").isPresent()
        ? Math.min(PAGE, DatasetRoutes.number(request, "pageSize", PAGE))
        : WHOLE;
  }

  private static Reply page(
      Request request, String key, List<String> names, Function<String, Object> shown) {
    int limit = limit(request);
    boolean more = names.size() > limit;
    if (more && request.query("pageToken").isEmpty()) {
      return refused(
          400, "BadRequestException", "there are more than %,d; ask by pages".formatted(WHOLE));
    }
    List<String> some = more ? names.subList(0, limit) : names;
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(key, some.stream().map(shown).toList());
    if (more) {
      page.put("next-page-token", some.getLast());
    }
    return Reply.json(page);
  }

  private Reply table(Request request) {
    String project = request.path("namespace");
    String name = request.path("table");
    Optional<PublishedTable> found =
        isTable(project, name) ? tables.find(name).map(PublishedTable::of) : Optional.empty();
    return found
        .map(table -> loaded(table, access(request, project, name)))
        .orElseGet(() -> noTable(project, name));
  }

  private Reply credentials(Request request) {
    String project = request.path("namespace");
    String name = request.path("table");
    return isTable(project, name)
        ? new Reply.Whole(
            200,
            "application/json",
            Json.write(Map.of("storage-credentials", stored(access(request, project, name)))),
            Map.of("Cache-Control", "no-store"))
        : noTable(project, name);
  }

  private static Reply noTable(String project, String name) {
    return refused(
        404,
        "NoSuchTableException",
        "table `%s.%s` does not exist"
            .formatted(Names.abbreviate(project), Names.abbreviate(name)));
  }

  private boolean isTable(String project, String name) {
    return database.read(sql ->
        sql.fetchExists(
            DSL.selectOne()
                .from(DATA_DATASET)
                .where(DATA_DATASET.NAME.eq(name))
                .and(DATA_DATASET.PROJECT.eq(project))
                .and(isTable())));
  }

  /// Iceberg's own text of the metadata goes in as it is.
  private static Reply loaded(PublishedTable table, Map<String, String> access) {
    String body =
        "{\"metadata-location\":%s,\"metadata\":%s,\"config\":%s,\"storage-credentials\":%s}"
            .formatted(
                Json.text(table.location()),
                TableMetadataParser.toJson(table.metadata()),
                Json.text(access),
                Json.text(stored(access)));
    return new Reply.Whole(
        200,
        "application/json",
        body.getBytes(StandardCharsets.UTF_8),
        Map.of("Cache-Control", "no-store"));
  }

  private static List<Map<String, Object>> stored(Map<String, String> access) {
    return List.of(Map.of("prefix", LocalFileIO.WAREHOUSE + "/", "config", access));
  }

  /// By which clients open the table's files at this server. Without an endpoint they would ask
  /// Amazon for a bucket of that name.
  private Map<String, String> access(Request request, String project, String name) {
    TableKeys.Key key = keys.make(new Grant(project, name, holders.of(request)));
    Map<String, String> access = new LinkedHashMap<>();
    access.put("s3.endpoint", address.get().resolve(TableFileRoutes.PREFIX).toString());
    access.put("s3.access-key-id", key.id());
    access.put("s3.secret-access-key", key.secret());
    // Without one, Iceberg's own client does not renew; it is sent along and says nothing.
    access.put("s3.session-token", "table");
    access.put("s3.session-token-expires-at-ms", String.valueOf(key.ends().toEpochMilli()));
    access.put(
        "client.refresh-credentials-endpoint",
        "v1/namespaces/%s/tables/%s/credentials".formatted(project, name));
    access.put("s3.path-style-access", "true");
    // Iceberg's own client reads the second, PyIceberg the first.
    access.put("s3.region", REGION);
    access.put("client.region", REGION);
    return access;
  }

  private static Reply noNamespace(String name) {
    return refused(
        404,
        "NoSuchNamespaceException",
        "namespace `%s` does not exist".formatted(Names.abbreviate(name)));
  }

  /// A refusal in Iceberg's form.
  ///
  /// @param type the exception that its own client throws
  public static Reply refused(int status, String type, String message) {
    return Reply.json(
        status, Map.of("error", Map.of("message", message, "type", type, "code", status)));
  }
}
