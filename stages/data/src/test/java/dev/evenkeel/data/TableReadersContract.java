package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.AUGUST;
import static dev.evenkeel.data.Sales.CONTRACT;
import static dev.evenkeel.data.Sales.HEADER;
import static dev.evenkeel.data.Sales.JULY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.TableKeys.Grant;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.SecretBox;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What readers of tables see, whichever database holds them.
abstract class TableReadersContract {
  private static final Grant SALES = new Grant(Acting.DEFAULT_PROJECT, "sales", "l");
  private static final Acting ANN =
      new Acting(new Principal("ann", Map.of("anns", Role.EDITOR)), "anns");

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private IcebergRoutes catalog;

  abstract Database openDatabase();

  abstract CatalogAddress catalog();

  @BeforeEach
  void open() {
    database = openDatabase();
    datasets =
        Datasets.open(
            database,
            new LocalBlobStore(folder.resolve("blobs")),
            folder.resolve("data"),
            catalog());
    SecretBox box = SecretBox.of(Base64.getEncoder().encodeToString(new byte[32]));
    catalog =
        new IcebergRoutes(
            datasets,
            box,
            Clock.system(),
            new Everybody(),
            () -> URI.create("https://evenkeel.example:8443"));
  }

  /// Is never shut out.
  private static final class Everybody implements KeyHolders {
    @Override
    public String of(dev.evenkeel.base.Request request) {
      return "l";
    }

    @Override
    public boolean mayRead(String holder, String project) {
      return true;
    }
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private Ingest batch(String dataset, String rows, Instant at) {
    Path file = Sales.csv(folder, "batch%d.csv".formatted(System.nanoTime()), HEADER + rows);
    return new Ingest(dataset, CONTRACT, new Source.File(file), at, "rows");
  }

  private DatasetVersion append(String dataset) {
    return datasets.ingest(batch(dataset, "960704,wood,1,1,1,1\n", JULY)).version().orElseThrow();
  }

  /// What a client asks.
  record Asked(Map<String, String> path, Map<String, String> query) implements Request {
    @Override
    public String path(String name) {
      return path.getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.ofNullable(query.get(name));
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public byte[] body(int bytesMax) {
      return new byte[0];
    }

    @Override
    public InputStream stream() {
      return InputStream.nullInputStream();
    }
  }

  private Reply.Whole reply(String route, Map<String, String> path, Map<String, String> query) {
    Route found =
        catalog.routes().stream()
            .filter(each -> each.path().equals(IcebergRoutes.PREFIX + route))
            .findFirst()
            .orElseThrow();
    return (Reply.Whole) found.handler().handle(new Asked(path, query));
  }

  private JsonNode ask(String route, Map<String, String> path, Map<String, String> query) {
    return Json.parse(reply(route, path, query).body(), route);
  }

  private JsonNode table(String project, String name) {
    return ask(
        "/namespaces/{namespace}/tables/{table}",
        Map.of("namespace", project, "table", name),
        Map.of());
  }

  private List<String> names(String project, Map<String, String> query) {
    List<String> names = new ArrayList<>();
    ask("/namespaces/{namespace}/tables", Map.of("namespace", project), query)
        .path("identifiers")
        .forEach(each -> names.add(each.path("name").asString("")));
    return names;
  }

  private Optional<TableFiles.Found> file(Grant grant, String location) {
    return new TableFiles(datasets.warehouse()).find(grant, location);
  }

  private Table whole(String dataset) {
    return datasets.warehouse().tables().demand(dataset);
  }

  @Test
  void listsWhatWhoeverAsksSeesByPages() {
    for (String dataset : List.of("c", "a", "b")) {
      append(dataset);
    }
    ANN.run(() -> append("z"));
    datasets.setContract("empty", "not a table yet");
    Map<String, String> page = new HashMap<>(Map.of("pageToken", "", "pageSize", "2"));

    assertThat(ask("/namespaces", Map.of(), Map.of()).path("namespaces").toString())
        .isEqualTo("[[\"anns\"],[\"default\"]]");
    assertThat(names("default", Map.of())).containsExactly("a", "b", "c");
    assertThat(names("default", page)).containsExactly("a", "b");
    page.put("pageToken", "b");
    assertThat(names("default", page)).containsExactly("c");
    ANN.run(() -> {
      assertThat(ask("/namespaces", Map.of(), Map.of()).path("namespaces").toString())
          .isEqualTo("[[\"anns\"]]");
      assertThat(names("anns", Map.of())).containsExactly("z");
      assertThat(names("default", Map.of())).isEmpty();
      assertThat(table("default", "a").at("/error/type").asString(""))
          .isEqualTo("NoSuchTableException");
      assertThat(table("anns", "z").path("metadata").has("refs")).isTrue();
    });
    assertThat(table("default", "z").at("/error/code").asInt(0)).isEqualTo(404);
  }

  @Test
  void saysWhereATablesFilesAreOpened() {
    append("sales");
    JsonNode config = table("default", "sales").path("config");

    assertThat(config.path("s3.endpoint").asString(""))
        .isEqualTo("https://evenkeel.example:8443/iceberg/s3");
    assertThat(config.path("s3.secret-access-key").asString("")).hasSize(64);
    assertThat(
            reply(
                    "/namespaces/{namespace}/tables/{table}",
                    Map.of("namespace", "default", "table", "sales"),
                    Map.of())
                .headers())
        .containsEntry("Cache-Control", "no-store");
  }

  @Test
  void hidesWhatIsStillBeingChecked() {
    append("sales");
    List<String> seen = new ArrayList<>();
    datasets.afterEachStep(step -> {
      if (step == PublishStep.BRANCHED) {
        JsonNode metadata = table("default", "sales").path("metadata");
        Table whole = whole("sales");
        assertThat(whole.refs()).hasSize(3);
        assertThat(whole.snapshots()).hasSize(2);
        whole
            .snapshots()
            .forEach(snapshot ->
                seen.add(
                    "%s %s"
                        .formatted(
                            snapshot.snapshotId() == whole.currentSnapshot().snapshotId(),
                            file(SALES, snapshot.manifestListLocation()).isPresent())));
        assertThat(metadata.path("refs").propertyNames()).containsExactlyInAnyOrder("main", "v1");
        assertThat(metadata.path("snapshots")).hasSize(1);
      }
    });

    append("sales");

    assertThat(seen).containsExactlyInAnyOrder("true true", "false false");
    assertThat(table("default", "sales").at("/metadata/refs").has("v2")).isTrue();
  }

  @Test
  void opensNothingOfAVersionThatIsGone() {
    DatasetVersion first = append("sales");
    String file = datasets.files(first).getFirst().path();
    String list = whole("sales").snapshot("v1").manifestListLocation();
    assertThat(file(SALES, file)).isPresent();
    assertThat(file(SALES, list)).isPresent();
    datasets.ingest(batch("sales", "960804,wood,2,1,1,1\n", AUGUST).overwriting());

    datasets.operations().expire(first, "a test");

    assertThat(file(SALES, file)).isEmpty();
    assertThat(file(SALES, list)).isEmpty();
    assertThat(file(SALES, whole("sales").snapshot("v2").manifestListLocation())).isPresent();
  }

  @Test
  void opensNothingOfAnotherTableOrProject() {
    String file = datasets.files(append("sales")).getFirst().path();
    append("rents");

    assertThat(file(new Grant(Acting.DEFAULT_PROJECT, "rents", "l"), file)).isEmpty();
    assertThat(file(new Grant("anns", "sales", "l"), file)).isEmpty();
    assertThat(file(new Grant("*", "sales", "l"), file)).isEmpty();
    assertThat(file(new Grant(Acting.DEFAULT_PROJECT, "nothing", "l"), file)).isEmpty();
    assertThat(file(SALES, "s3://evenkeel/../evenkeel.db")).isEmpty();
  }
}
