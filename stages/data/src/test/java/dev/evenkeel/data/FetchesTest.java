package dev.evenkeel.data;

import static dev.evenkeel.data.Sales.ALWAYS;
import static dev.evenkeel.data.Sales.JULY;
import static dev.evenkeel.data.Sales.NEVER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.ContractWriter;
import dev.evenkeel.sources.Sources;
import dev.evenkeel.sources.SqlConnection;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Datasets that are fed by a source.
class FetchesTest {
  private static final String QUERY =
      "select sdate, wall, area, rooms, garage, price, id from sales";

  @TempDir Path folder;

  private Database database;
  private Datasets datasets;
  private Fetches fetches;
  private String shop;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabases.sqlite(folder);
    datasets = TestDatasets.open(database, folder);
    shop = "jdbc:sqlite:" + folder.resolve("shop.db");
    fetches =
        new Fetches(
            datasets,
            new Sources(),
            new Surroundings(
                Path.of(""),
                1L << 30,
                new Egress(List.of("127.0.0.0/8")),
                Map.of(),
                Map.of("shop", new SqlConnection(shop, "", "")),
                List.of(folder.resolve("in"))));
    datasets.setContract("sales", ContractWriter.write(Sales.CONTRACT));
    run(
        "create table sales (id integer, sdate text, wall text, area text, rooms text, garage text, price text)");
  }

  @AfterEach
  void close() {
    datasets.close();
    database.close();
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(shop);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void sell(int id, int area) throws SQLException {
    run("insert into sales values (%d, '960704', 'wood', '%d', '1', '1', '1')".formatted(id, area));
  }

  private Optional<IngestResult> fetch(boolean overwrites) {
    return fetches.fetch(
        new Fetches.Fetch("sales", "sql://shop", QUERY, "id", overwrites, JULY, "nightly"));
  }

  private double[] areas() {
    DatasetVersion newest = datasets.newest("sales").orElseThrow();
    return datasets.read(newest, List.of("area"), "sdate", ALWAYS, NEVER).numbers("area");
  }

  @Test
  void takesOnlyWhatIsNewAndRemembersWhereItCameFrom() throws SQLException {
    sell(1, 10);
    sell(2, 20);
    DatasetVersion first = fetch(false).orElseThrow().version().orElseThrow();
    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.origin().uri()).isEqualTo("sql://shop");
    assertThat(first.origin().query()).isEqualTo(QUERY);
    assertThat(first.origin().watermark()).isEqualTo("id\nINTEGER 2");
    assertThat(fetch(false)).isEmpty();
    sell(3, 30);
    assertThat(fetch(false).orElseThrow().version().orElseThrow().rows()).isEqualTo(1);
    assertThat(areas()).containsExactly(10, 20, 30);
  }

  @Test
  void manyThatFetchAtOnceWhileRowsComeTakeEachRowOnce() throws Exception {
    int rows = 12;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int fetcher = 0; fetcher < 8; fetcher++) {
        done.add(threads.submit(() -> fetch(false)));
      }
      for (int row = 1; row <= rows; row++) {
        sell(row, row);
        done.add(threads.submit(() -> fetch(false)));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    fetch(false);
    assertThat(areas()).containsExactly(IntStream.rangeClosed(1, rows).asDoubleStream().toArray());
  }

  @Test
  void aRefreshTakesAllRowsInThePlaceOfThoseThatAreThere() throws SQLException {
    sell(1, 10);
    fetch(false);
    run("update sales set area = '11'");
    fetch(true);
    assertThat(areas()).containsExactly(11);
    assertThat(fetch(false)).isEmpty();
  }

  @Test
  void beginsAnewWhenSomethingElseReplacedItsRows() throws IOException, SQLException {
    sell(1, 10);
    fetch(false);
    Path other = Sales.csv(folder, "other.csv", Sales.HEADER + "960704,wood,99,1,1,1\n");
    datasets.ingest(
        new Ingest("sales", Sales.CONTRACT, new Source.File(other), JULY, "").overwriting());
    assertThat(fetch(false).orElseThrow().version().orElseThrow().rows()).isEqualTo(1);
    assertThat(areas()).containsExactly(99, 10);
  }

  @Test
  void refusesToGuessAfterARollback() throws SQLException {
    sell(1, 10);
    fetch(false);
    sell(2, 20);
    fetch(false);
    datasets.operations().rollBack(datasets.version("sales", 1).orElseThrow(), JULY, "a mistake");
    assertThatThrownBy(() -> fetch(false)).hasMessageContaining("rolled back");
    fetch(true);
    assertThat(areas()).containsExactly(10, 20);
  }

  @Test
  void takesSeveralFilesAsOneBatch() throws IOException {
    Files.createDirectory(folder.resolve("in"));
    Sales.csv(folder.resolve("in"), "a.csv", Sales.HEADER + "960704,wood,1,1,1,1\n");
    Files.writeString(
        folder.resolve("in/b.jsonl"), "{\"sdate\":\"960704\",\"wall\":\"wood\",\"area\":2}\n");
    Fetches.Fetch all =
        new Fetches.Fetch("sales", "file://" + folder + "/in/*", "", "name", false, JULY, "");
    IngestResult result = fetches.fetch(all).orElseThrow();
    assertThat(result.version().orElseThrow().rows() + result.rejected()).isEqualTo(2);
    assertThat(fetches.fetch(all)).isEmpty();
    try (Stream<Path> left = Files.list(folder.resolve("data/scratch"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aSourceThatBreaksOffMidwayLeavesNothingAndTheNextFetchTakesAll() throws IOException {
    byte[] whole = (Sales.HEADER + "960704,wood,1,1,1,1\n".repeat(5_000)).getBytes(UTF_8);
    AtomicBoolean breaks = new AtomicBoolean(true);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, whole.length);
          exchange.getResponseBody().write(whole, 0, whole.length / (breaks.get() ? 2 : 1));
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:%d/sales.csv".formatted(server.getAddress().getPort());
      Fetches.Fetch fetch = new Fetches.Fetch("sales", address, "", "", false, JULY, "");

      assertThatThrownBy(() -> fetches.fetch(fetch)).isInstanceOf(ProblemException.class);

      assertThat(datasets.newest("sales")).isEmpty();
      try (Stream<Path> left = Files.list(folder.resolve("data/scratch"))) {
        assertThat(left).isEmpty();
      }
      breaks.set(false);
      assertThat(fetches.fetch(fetch).orElseThrow().version().orElseThrow().rows())
          .isEqualTo(5_000);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void wantsAContractFirst() {
    assertThatThrownBy(() ->
            fetches.fetch(
                new Fetches.Fetch("others", "sql://shop", "select 1", "", false, JULY, "")))
        .hasMessageContaining("has no contract");
  }
}
