package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `evenkeel data` and `evenkeel clean` against a running server.
@Timeout(180)
class DataCommandTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: sales
      version: 1.0.0
      status: active
      schema:
        - name: sales
          properties:
            - name: id
              logicalType: integer
              required: true
              unique: true
            - name: wall
              logicalType: string
            - name: price
              logicalType: number
      """;

  @TempDir Path folder;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    write("sales.odcs.yaml", CONTRACT);
  }

  @AfterEach
  void close() {
    evenkeel.close();
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private String cli(Object... arguments) {
    Cli.Seen seen = Cli.at(evenkeel.address(), arguments);
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return seen.out();
  }

  private JsonNode json(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return Json.parse(cli(all.toArray()).getBytes(StandardCharsets.UTF_8), "the answer");
  }

  private String ingest(String file, String content, Object... more) throws IOException {
    List<Object> all = new ArrayList<>(List.of("data", "ingest", "sales", write(file, content)));
    all.addAll(List.of("--contract", folder.resolve("sales.odcs.yaml")));
    all.addAll(List.of(more));
    return cli(all.toArray());
  }

  @Test
  void showsTheContractOfAVersionAndValuesOfClassifiedColumnsOnRequestOnly() throws IOException {
    String classified =
        CONTRACT.replace("name: price", "name: price\n        classification: restricted");
    write("sales.odcs.yaml", classified);
    ingest("may.csv", "id,wall,price\n1,wood,77.125\n");
    Path newer = write("newer.odcs.yaml", classified.replace("1.0.0", "1.1.0"));
    cli(
        "data",
        "ingest",
        "sales",
        write("june.csv", "id,wall,price\n2,wood,78\n"),
        "--contract",
        newer);

    assertThat(cli("data", "show", "sales@1", "--contract"))
        .contains("1.0.0")
        .doesNotContain("1.1.0");
    assertThat(cli("data", "show", "sales@2", "--contract")).contains("1.1.0");
    assertThat(cli("data", "show", "sales@1")).contains("***").doesNotContain("77.125");
    assertThat(json("data", "show", "sales@1").toString()).doesNotContain("77.125");
    assertThat(cli("data", "show", "sales@1", "--unmasked"))
        .contains("77.125")
        .doesNotContain("***");
    assertThat(json("data", "diff", "sales@1", "2").toString()).doesNotContain("\"max\":78");
    assertThat(json("data", "diff", "sales@1", "2", "--unmasked").toString())
        .contains("\"max\":78");
  }

  @Test
  void showsWhichBatchIsFarFromThoseBefore() throws IOException {
    int id = 0;
    for (int batch = 0; batch < 11; batch++) {
      StringBuilder rows = new StringBuilder("id,wall,price\n");
      for (int row = 0; row < (batch == 10 ? 5 : 50); row++) {
        rows.append(id++).append(batch == 10 ? ",,1\n" : ",wood,1\n");
      }
      ingest("b.csv", rows.toString());
    }

    assertThat(cli("data", "history", "sales"))
        .containsPattern(
            "11 .* append +5 +0 +5 rows, before about 50; `wall` 100.00 % missing, before about 0.00 %")
        .contains("██████████▂");
    JsonNode history = json("data", "history", "sales", "--limit", "2");
    assertThat(history.path("history").size()).isEqualTo(2);
    assertThat(history.path("history").path(0).path("odd").size()).isEqualTo(2);
    assertThat(history.path("history").path(1).path("odd").size()).isZero();
    assertThat(Cli.at(evenkeel.address(), "data", "history", "none").exitCode()).isEqualTo(4);
  }

  @Test
  void takesBatchesOfEveryFormatAndShowsWhatBecameOfThem() throws IOException {
    assertThat(ingest("a.csv", "id,wall,price\n1,wood,10\n2,brick,20\nx,wood,1\n"))
        .contains("Published sales@1: 2 rows added, 2 in all.")
        .contains("1 row was rejected")
        .contains("`x` is not an integer");
    assertThat(ingest("b.jsonl", "{\"id\":3,\"wall\":\"2020-01-01\",\"price\":1.5}\n{\"id\":4}\n"))
        .contains("Published sales@2: 2 rows added, 4 in all.");
    Path parquet = folder.resolve("out");
    cli("data", "checkout", "sales@2", "--to", parquet);
    assertThat(ingest("c.csv", "id,wall,price\n9,wood,7\n", "--overwrite", "--message", "anew"))
        .contains("1 in all");
    cli("data", "ingest", "sales", parquet.resolve("sales@2.parquet"));

    assertThat(json("data", "list").at("/datasets/0/newest/version").asInt()).isEqualTo(4);
    assertThat(cli("data", "list")).contains("sales");
    assertThat(cli("data", "show", "sales")).contains("overwrite").contains("anew");
    assertThat(cli("data", "show", "sales@1"))
        .contains("sha256:")
        .containsPattern("price +number +0 +2 +10 +20 ");
    assertThat(cli("data", "quarantine", "sales@1")).contains("is not an integer");
    cli("data", "checkout", "sales@2", "--to", parquet, "--format", "csv");
    assertThat(Files.readString(parquet.resolve("sales@2.csv")))
        .isEqualTo("id,wall,price\n1,wood,10.0\n2,brick,20.0\n3,2020-01-01,1.5\n4,,\n");
  }

  @Test
  void saysWhenNoRowWasGoodAndWhenThereIsNoContract() throws IOException {
    Path file = write("bad.csv", "id,wall,price\nx,wood,1\n");

    Cli.Seen without = Cli.at(evenkeel.address(), "data", "ingest", "sales", file);
    Cli.Seen bad =
        Cli.at(
            evenkeel.address(),
            "data",
            "ingest",
            "sales",
            file,
            "--contract",
            folder.resolve("sales.odcs.yaml"));

    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("has no contract");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.out()).contains("Rejected as sales@1").contains("is not an integer");
  }

  @Test
  void saysWhatIsWrongWithABatchAndNotWhereItLayOnTheServer() throws IOException {
    ingest("a.csv", "id,wall,price\n1,ann,10\n");

    for (Path wrong :
        List.of(
            write("broken.parquet", "PAR1 and no more"),
            write("broken.jsonl", "{\"id\": 1\n[3]\n"),
            write("other.csv", "a,b\n1,2\n"),
            write("broken.csv.gz", "not gzip"))) {
      Cli.Seen seen = Cli.at(evenkeel.address(), "data", "ingest", "sales", wrong);
      assertThat(seen.exitCode()).as(wrong + seen.err() + seen.out()).isEqualTo(2);
      assertThat(seen.err()).doesNotContain(folder.toString()).doesNotContain("scratch");
    }
    assertThat(json("data", "show", "sales").path("versions")).hasSize(1);
  }

  @Test
  void tagsRollsBackComparesCompactsForgetsAndCleans() throws IOException {
    ingest("a.csv", "id,wall,price\n1,ann,10\n2,bob,20\n");
    ingest("b.csv", "id,wall,price\n3,bob,30\n");
    ingest("c.csv", "id,wall,price\n3,bob,31\n", "--overwrite");

    cli("data", "alias", "sales", "approved", "2");
    cli("data", "tag", "sales@1", "season=summer");
    assertThat(json("data", "show", "sales@approved").path("version").asInt()).isEqualTo(2);
    JsonNode diff = json("data", "diff", "sales@2", "3", "--key", "id");
    assertThat(diff.at("/exact/removed").asInt()).isEqualTo(2);
    assertThat(diff.at("/exact/changed").asInt()).isEqualTo(1);
    assertThat(cli("data", "diff", "sales@1", "2")).contains("rows: +1 −0");
    assertThat(cli("data", "rollback", "sales@2")).contains("Published sales@4: 3 rows");
    assertThat(cli("data", "compact", "sales")).contains("Published sales@5: 3 rows in 1 files");
    assertThat(cli("data", "compact", "sales")).contains("nothing to gain");
    assertThat(cli("data", "verify", "sales")).contains("as they were written");
    assertThat(cli("clean", "--only", "data", "--keep-last", "1", "--dry-run"))
        .contains("sales@3")
        .doesNotContain("sales@2")
        .contains("a dry run");
    assertThat(cli("clean", "--only", "data", "--keep-last", "1")).contains("sales@3");
    assertThat(cli("data", "forget", "sales", "--key", "1")).contains("1 rows taken out");
    assertThat(json("data", "show", "sales@latest").path("rows").asInt()).isEqualTo(2);
    Cli.Seen gone = Cli.at(evenkeel.address(), "data", "show", "sales@approved");
    assertThat(gone.exitCode()).isEqualTo(4);
  }

  @Test
  void aCleaningTellsHowFarItIsInLinesAndEndsWithItsReport() throws Exception {
    for (int batch = 0; batch < 4; batch++) {
      ingest("a.csv", "id,wall,price\n%d,ann,10\n".formatted(batch), "--overwrite");
    }
    List<JsonNode> lines = new ArrayList<>();
    try (RunningServer running = new RunningServer(evenkeel.address().toString())) {
      running.stream(
          "api/v1/datasets/sales/clean?keepLast=1&progress=true",
          java.util.Map.of(),
          body ->
              new String(body.readAllBytes(), StandardCharsets.UTF_8)
                  .lines()
                  .forEach(line -> lines.add(Json.mapper().readTree(line))));
    }

    assertThat(lines.getLast().path("report").path("items").values())
        .extracting(item -> item.path("kind").asString())
        .containsExactly("version", "version", "version", "waiting", "waiting", "waiting");
    assertThat(lines.getFirst().path("progress"))
        .isEqualTo(
            Json.mapper().readTree("{\"step\":\"versions\",\"done\":3,\"of\":3,\"bytes\":0}"));
    assertThat(json("clean", "--only", "data").path("items")).isEmpty();
    assertThat(Cli.at(evenkeel.address(), "clean", "--only", "data", "--dataset", "rents").err())
        .contains("rents");
  }

  @Test
  void fetchesFromADatabaseWhatIsNew() throws Exception {
    evenkeel.close();
    Path shop = folder.resolve("shop.db");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + shop);
        var statement = connection.createStatement()) {
      statement.execute("create table sold (id integer, wall text, price real)");
      statement.execute("insert into sold values (1, 'wood', 10.5), (2, 'brick', 20)");
    }
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve("server.yaml"),
        "sources:\n  databases:\n    shop: {url: 'jdbc:sqlite:%s'}\n".formatted(shop));
    evenkeel =
        Evenkeel.start(
            ServerConfiguration.read(home, java.util.Map.of()).withPort(0), Clock.system());
    ingest("a.csv", "id,wall,price\n0,wood,1\n");
    Object[] fetch = {
      "data",
      "fetch",
      "sales",
      "--from",
      "sql://shop",
      "--query",
      "select * from sold",
      "--watermark",
      "id"
    };
    assertThat(cli(fetch)).contains("Published sales@2: 2 rows added, 3 in all.");
    assertThat(cli(fetch)).contains("Nothing is new.");
    assertThat(cli("data", "evolve", "sales", "--add", "rooms=integer", "--rename", "wall=walls"))
        .contains("Published sales@3");
    Cli.Seen other =
        Cli.at(evenkeel.address(), "data", "fetch", "sales", "--from", "file:///etc/passwd");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("cannot be read");
  }

  @Test
  void aContractIsTestedOnAVersion() throws IOException {
    ingest("a.csv", "id,wall,price\n1,brick,10\n2,wood,\n");
    ingest("b.csv", "id,wall,price\n3,brick,30\n");
    Path strict =
        write(
            "strict.odcs.yaml",
            CONTRACT.replace("name: price", "name: price\n        required: true"));
    Cli.Seen first =
        Cli.at(evenkeel.address(), "contract", "test", strict, "--data", "dataset:sales@1");
    assertThat(first.exitCode()).as(first.err()).isEqualTo(3);
    assertThat(first.out()).contains("sales@1.0.0, sales: 2 rows, 1 failed");
    assertThat(
            cli("contract", "test", folder.resolve("sales.odcs.yaml"), "--data", "dataset:sales"))
        .contains("3 rows");
  }

  @Test
  void ingestJudgesEveryRuleAndNamesThoseThatItCannot() throws IOException {
    String strict =
        CONTRACT
                .replace("unique: true", "primaryKey: true")
                .replace(
                    "logicalType: string",
                    "logicalType: string\n        logicalTypeOptions: {format: email}")
            + "slaProperties: [{property: latency, value: 1, unit: d, element: sales.id}]\n";
    write("sales.odcs.yaml", strict);

    assertThat(ingest("a.csv", "id,wall,price\n1,a@b.org,10\n2,brick,10\n"))
        .contains("Published sales@1: 1 rows added")
        .contains("wall: `brick` is not of format email")
        .contains("Not judged: ");
  }

  @Test
  void aRejectedBatchCanBeLookedAt() throws IOException {
    ingest("a.csv", "id,wall,price\n1,brick,10\n");
    Path bad = write("b.csv", "id,wall,price\nx,wood,1\n");
    assertThat(Cli.at(evenkeel.address(), "data", "ingest", "sales", bad).exitCode()).isEqualTo(2);

    assertThat(cli("data", "show", "sales")).containsPattern("2 .*rejected").contains("append");
    assertThat(cli("data", "show", "sales@2")).contains("sales@2");
    assertThat(cli("data", "quarantine", "sales@2"))
        .contains("id: `x` is not an integer")
        .contains("batch: no row is as the contract says");
    Cli.Seen read = Cli.at(evenkeel.address(), "data", "checkout", "sales@2", "--to", folder);
    assertThat(read.exitCode()).isNotZero();
    assertThat(read.err()).contains("sales@2 was rejected");
    assertThat(cli("data", "show", "sales@latest")).contains("sales@1");
  }
}
