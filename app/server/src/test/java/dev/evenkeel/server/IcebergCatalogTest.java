package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.VendedCredentialsProvider;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The catalog, asked by Iceberg's own client, as somebody who may read one project.
@Timeout(300)
class IcebergCatalogTest {
  private static final TableIdentifier SALES = TableIdentifier.of("anns", "sales");
  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.0.0
      schema:
        - name: sales
          properties:
            - {name: id, logicalType: integer, required: true}
            - {name: price, logicalType: number}
      """;

  @TempDir static Path folder;
  private static GuardedServer server;
  private static RESTCatalog catalog;

  @BeforeAll
  static void publish() throws IOException {
    server = GuardedServer.start(folder.resolve("home"));
    for (String project : List.of("anns", "bobs")) {
      ok(as("root", "POST", "/api/v1/projects", Json.text(Map.of("name", project))));
    }
    user("ann", "anns", "editor");
    user("vic", "anns", "viewer");
    user("bob", "bobs", "editor");
    for (String dataset : List.of("sales", "rents")) {
      within("ann", "anns", dataset, "1,10\n2,20\n");
    }
    within("ann", "anns", "sales", "3,30\n");
    within("bob", "bobs", "secrets", "4,40\n");
    catalog = as("vic");
  }

  @AfterAll
  static void close() throws IOException {
    catalog.close();
    server.close();
  }

  private static void user(String name, String project, String role) throws IOException {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("name", name);
    user.put("password", GuardedServer.PASSWORD);
    user.put("roles", Map.of(project, role));
    ok(as("root", "POST", "/api/v1/users", Json.text(user)));
  }

  private static void within(String user, String project, String dataset, String rows)
      throws IOException {
    String address = "/api/v1/projects/%s/datasets/%s".formatted(project, dataset);
    ok(as(user, "PUT", address + "/contract", CONTRACT));
    ok(as(user, "POST", address + "/versions?format=csv", "id,price\n" + rows));
  }

  private static GuardedServer.Answer as(String user, String method, String path, String body)
      throws IOException {
    String pair = user + ":" + GuardedServer.PASSWORD;
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return server.send(
        method,
        path,
        Map.of("Authorization", "Basic " + basic, "Content-Type", "application/json"),
        body);
  }

  private static void ok(GuardedServer.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
  }

  private static RESTCatalog as(String user) {
    return open(
        Map.of(
            "rest.auth.type",
            "basic",
            "rest.auth.basic.username",
            user,
            "rest.auth.basic.password",
            GuardedServer.PASSWORD));
  }

  private static RESTCatalog open(Map<String, String> who) {
    Map<String, String> properties = new HashMap<>(who);
    properties.put("uri", server.origin() + "/iceberg");
    properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    RESTCatalog opened = new RESTCatalog();
    opened.initialize("evenkeel", properties);
    return opened;
  }

  @Test
  void aProjectIsANamespaceAndADatasetATable() {
    assertThat(catalog.listNamespaces()).containsExactly(Namespace.of("anns"));
    assertThat(catalog.namespaceExists(Namespace.of("anns"))).isTrue();
    assertThat(catalog.loadNamespaceMetadata(Namespace.of("anns"))).isEmpty();
    assertThat(catalog.listTables(Namespace.of("anns")))
        .containsExactly(TableIdentifier.of("anns", "rents"), SALES);
    assertThat(catalog.tableExists(SALES)).isTrue();
  }

  @Test
  void aVersionIsATag() {
    Table sales = catalog.loadTable(SALES);

    assertThat(sales.refs()).containsOnlyKeys("main", "v1", "v2");
    assertThat(sales.snapshot("v1").summary()).containsEntry("evenkeel.version", "1");
    assertThat(sales.currentSnapshot()).isEqualTo(sales.snapshot("v2"));
    assertThat(sales.schema().columns())
        .extracting(column -> column.name())
        .containsExactly("id", "price");
  }

  private static List<DataFile> files(Table table, String tag) throws IOException {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().useRef(tag).planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    }
    return files;
  }

  @Test
  void itsFilesAreReadThroughTheServer() throws IOException {
    Table sales = catalog.loadTable(SALES);

    assertThat(files(sales, "v1")).hasSize(1);
    assertThat(files(sales, "v2")).hasSize(2);
    for (DataFile file : files(sales, "v2")) {
      try (SeekableInputStream content = sales.io().newInputFile(file.location()).newStream()) {
        byte[] bytes = content.readAllBytes();
        content.seek(bytes.length - 4);
        assertThat(bytes).hasSize((int) file.fileSizeInBytes());
        assertThat(content.readNBytes(10)).asString().isEqualTo("PAR1");
      }
      assertThat(sales.io().newInputFile(file.location()).getLength())
          .isEqualTo(file.fileSizeInBytes());
    }
  }

  /// Of S3, with what the catalog gave for a table.
  private static S3Client objects(Table table, String secret) {
    Map<String, String> given = table.io().properties();
    return S3Client.builder()
        .endpointOverride(URI.create(given.get("s3.endpoint")))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(given.get("s3.access-key-id"), secret)))
        .build();
  }

  private static void refused(S3Client client, String location, int status, String code) {
    String key = location.substring("s3://evenkeel/".length());
    assertThatThrownBy(
            () -> client.getObjectAsBytes(request -> request.bucket("evenkeel").key(key)))
        .as(location)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  @Test
  void aKeyOpensTheFilesOfOneTable() throws IOException {
    Table sales = catalog.loadTable(SALES);
    Table rents = catalog.loadTable(TableIdentifier.of("anns", "rents"));
    String theirs = files(rents, "v1").getFirst().location();
    String secret = sales.io().properties().getOrDefault("s3.secret-access-key", "");
    try (S3Client client = objects(sales, secret)) {
      refused(client, theirs, 404, "NoSuchKey");
      refused(client, rents.currentSnapshot().manifestListLocation(), 404, "NoSuchKey");
      refused(client, sales.location() + "/data/nothing.parquet", 404, "NoSuchKey");
      refused(client, "s3://evenkeel/../../evenkeel.db", 404, "NoSuchKey");
      refused(client, "s3://evenkeel/datasets/sales/data/%2e%2e/x y+z", 404, "NoSuchKey");
      // It names drafts, too.
      refused(
          client,
          ((HasTableOperations) sales).operations().current().metadataFileLocation(),
          404,
          "NoSuchKey");
      assertThatThrownBy(() ->
              client.headObject(request -> request.bucket("evenkeel").key("datasets/sales/x")))
          .isInstanceOf(NoSuchKeyException.class);
    }
  }

  @Test
  void whoHasNoSecretReadsNoFile() throws IOException {
    Table sales = catalog.loadTable(SALES);
    String file = files(sales, "v1").getFirst().location();
    String address = file.replace("s3://", "/iceberg/s3/");
    try (S3Client client = objects(sales, "guessed")) {
      refused(client, file, 403, "SignatureDoesNotMatch");
    }

    assertThat(server.get(address, Map.of()).status()).isEqualTo(401);
    assertThat(server.get(address, GuardedServer.bearer(server.admin)).status()).isEqualTo(400);
  }

  private static void reads(S3Client client, DataFile file) {
    String key = file.location().substring("s3://evenkeel/".length());
    assertThat(
            client.getObjectAsBytes(request -> request.bucket("evenkeel").key(key)).asByteArray())
        .hasSize((int) file.fileSizeInBytes());
  }

  /// Iceberg's own client fetches a new key before the old one ends; here it has none yet.
  @Test
  void aClientRenewsItsKey() throws IOException {
    Table sales = catalog.loadTable(SALES);
    Map<String, String> properties = new HashMap<>(sales.io().properties());
    assertThat(properties)
        .containsEntry(
            "client.refresh-credentials-endpoint", "v1/namespaces/anns/tables/sales/credentials");
    List.of("s3.access-key-id", "s3.secret-access-key", "s3.session-token")
        .forEach(properties::remove);
    properties.put(
        "credentials.uri",
        server.origin() + "/iceberg/" + properties.get("client.refresh-credentials-endpoint"));

    try (VendedCredentialsProvider renewed = VendedCredentialsProvider.create(properties);
        S3Client client =
            S3Client.builder()
                .endpointOverride(URI.create(properties.getOrDefault("s3.endpoint", "")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(renewed)
                .build()) {
      reads(client, files(sales, "v1").getFirst());
      assertThat(renewed.resolveCredentials().expirationTime().orElseThrow())
          .isAfter(Instant.now().plusSeconds(3_000));
    }
    assertThat(
            as("bob", "GET", "/iceberg/v1/namespaces/anns/tables/sales/credentials", "").status())
        .isEqualTo(404);
  }

  @Test
  void aKeyEndsWithTheTokenThatItWasGivenTo() throws IOException {
    GuardedServer.Answer made =
        as("vic", "POST", "/api/v1/tokens", "{\"name\": \"notebook\", \"project\": \"anns\"}");
    ok(made);
    String token =
        Json.parse(made.body().getBytes(StandardCharsets.UTF_8), "a token")
            .path("token")
            .asString("");
    try (RESTCatalog notebook = open(Map.of("token", token))) {
      Table sales = notebook.loadTable(SALES);
      DataFile file = files(sales, "v1").getFirst();
      String secret = sales.io().properties().getOrDefault("s3.secret-access-key", "");
      try (S3Client client = objects(sales, secret)) {
        reads(client, file);

        ok(as("vic", "DELETE", "/api/v1/tokens/notebook", ""));

        refused(client, file.location(), 403, "InvalidToken");
      }
    }
  }

  @Test
  void aKeyEndsWithTheRightOfItsUser() throws IOException {
    user("eve", "anns", "viewer");
    try (RESTCatalog eves = as("eve")) {
      Table sales = eves.loadTable(SALES);
      DataFile file = files(sales, "v1").getFirst();
      String secret = sales.io().properties().getOrDefault("s3.secret-access-key", "");
      try (S3Client client = objects(sales, secret)) {
        reads(client, file);

        ok(as("root", "DELETE", "/api/v1/users/eve/roles/anns", ""));

        refused(client, file.location(), 403, "InvalidToken");
      }
    }
  }

  @Test
  void aTokenOpensIt() throws IOException {
    try (RESTCatalog all = open(Map.of("token", server.viewer))) {
      assertThat(all.listNamespaces()).containsExactly(Namespace.of("anns"), Namespace.of("bobs"));
      assertThat(all.loadTable(TableIdentifier.of("bobs", "secrets")).refs()).containsKey("v1");
    }
  }

  @Test
  void whoeverIsUnknownReadsNothing() {
    assertThatThrownBy(() -> open(Map.of("token", "wrong")))
        .isInstanceOf(NotAuthorizedException.class);
  }

  @Test
  void whatOthersHaveDoesNotExist() {
    assertThat(catalog.namespaceExists(Namespace.of("bobs"))).isFalse();
    assertThatThrownBy(() -> catalog.listTables(Namespace.of("bobs")))
        .isInstanceOf(NoSuchNamespaceException.class);
    for (String namespace : List.of("bobs", "anns", "default")) {
      TableIdentifier secrets = TableIdentifier.of(namespace, "secrets");
      assertThat(catalog.tableExists(secrets)).isFalse();
      assertThatThrownBy(() -> catalog.loadTable(secrets)).isInstanceOf(NoSuchTableException.class);
    }
  }

  @Test
  void theClientKnowsThatItCannotWrite() {
    assertThatThrownBy(() -> catalog.createNamespace(Namespace.of("more")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> catalog.dropTable(SALES))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> catalog.createTable(TableIdentifier.of("anns", "x"), new Schema()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> catalog.loadTable(SALES).updateProperties().set("a", "b").commit())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /iceberg/v1/namespaces",
        "POST /iceberg/v1/namespaces/anns/tables",
        "POST /iceberg/v1/namespaces/anns/tables/sales",
        "DELETE /iceberg/v1/namespaces/anns/tables/sales",
        "DELETE /iceberg/v1/namespaces/anns",
        "POST /iceberg/v1/tables/rename",
        "POST /iceberg/v1/transactions/commit",
        "PUT /iceberg/v1/anything"
      })
  void theServerRefusesAWriteInIcebergsForm(String call) throws IOException {
    String[] words = call.split(" ", 2);

    GuardedServer.Answer answer = as("root", words[0], words[1], "{}");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body())
        .contains("\"type\":\"ForbiddenException\"", "\"code\":403", "this catalog is read only");
    assertThat(catalog.loadTable(SALES).refs()).hasSize(3);
  }

  @Test
  void listsByPages() throws IOException {
    String first =
        as("vic", "GET", "/iceberg/v1/namespaces/anns/tables?pageToken=&pageSize=1", "").body();

    assertThat(first).contains("rents", "\"next-page-token\":\"rents\"").doesNotContain("sales");
    assertThat(
            as("vic", "GET", "/iceberg/v1/namespaces/anns/tables?pageToken=rents&pageSize=1", "")
                .body())
        .contains("sales")
        .doesNotContain("next-page-token");
  }
}
