package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.store.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The Open Inference Protocol and MLflow's form, over the same trees as the named endpoint.
class OpenInferenceTest {
  private static final String INFER = "/v2/models/home-sales/infer";
  private static final String HEADER = "Inference-Header-Content-Length";

  @TempDir Path folder;
  private Serving serving;
  private int width;

  @BeforeEach
  void aGrownModel() {
    serving = new Serving(Database.open("jdbc:sqlite:" + folder.resolve("e.db"), "", ""), folder);
    serving.promote(TestModels.grown(7));
    try (Lease lease = serving.deployments.acquire("home-sales", new Selector.Traffic(), "")) {
      width = lease.deployed().model().described().features().size();
    }
  }

  @AfterEach
  void close() {
    serving.close();
  }

  private String row() {
    String[] values = new String[width];
    Arrays.fill(values, "1.5");
    return String.join(",", values);
  }

  private String input(String shape, String data) {
    return "{\"name\": \"input\", \"shape\": %s, \"datatype\": \"FP32\", \"data\": %s}"
        .formatted(shape, data);
  }

  private String request(String shape, String data) {
    return "{\"id\": \"42\", \"inputs\": [%s]}".formatted(input(shape, data));
  }

  private Serving.Answer infer(String body) {
    return serving.call("POST", INFER, body, Map.of());
  }

  private static JsonNode output(Serving.Answer answer, String name) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer
        .body()
        .path("outputs")
        .valueStream()
        .filter(each -> each.path("name").stringValue().equals(name))
        .findFirst()
        .orElseThrow()
        .path("data");
  }

  private static void refused(Serving.Answer answer, String... words) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(answer.body().path("error").stringValue()).contains(words);
  }

  @Test
  void metadataSaysWhatCanBeAsked() {
    JsonNode facts = serving.call("GET", "/v2/models/home-sales", "", Map.of()).body();

    assertThat(facts.path("versions").path(0).stringValue()).isEqualTo("1");
    assertThat(facts.path("platform").stringValue()).isEqualTo("xgboost_json");
    assertThat(facts.at("/inputs/0/shape").toString()).isEqualTo("[-1," + width + "]");
    assertThat(facts.at("/outputs/0/name").stringValue()).isEqualTo("label");
    assertThat(facts.at("/outputs/1/shape").toString()).isEqualTo("[-1,3]");
  }

  @Test
  void nestedFlatAndShapelessOrderAreTheSameTensor() {
    Serving.Answer flat = infer(request("[1, %d]".formatted(width), "[" + row() + "]"));
    Serving.Answer nested = infer(request("[1, %d]".formatted(width), "[[" + row() + "]]"));
    Serving.Answer dataFirst =
        infer(
            "{\"inputs\": [{\"data\": [%s], \"datatype\": \"FP32\", \"name\": \"input\", \"shape\": [1, %d]}]}"
                .formatted(row(), width));

    assertThat(flat.body().path("id").stringValue()).isEqualTo("42");
    assertThat(flat.body().path("model_version").stringValue()).isEqualTo("1");
    assertThat(output(nested, "probabilities")).isEqualTo(output(flat, "probabilities"));
    assertThat(output(dataFirst, "probabilities")).isEqualTo(output(flat, "probabilities"));
    assertThat(dataFirst.body().path("id").stringValue()).isNotEmpty();
  }

  @Test
  void fieldsByNameAnswerWhatTheNamedEndpointAnswers() {
    JsonNode named = serving.predict("{\"area\": 1200, \"wall\": \"brick\"}").prediction(0);

    Serving.Answer answer =
        infer(
            """
            {"inputs": [
              {"name": "area", "shape": [1, 1], "datatype": "INT64", "data": [1200]},
              {"name": "wall", "shape": [1, 1], "datatype": "BYTES", "data": ["brick"]}]}
            """);

    assertThat(output(answer, "label").path(0)).isEqualTo(named.path("label"));
    assertThat(output(answer, "probabilities").path(0).floatValue())
        .isEqualTo((float) named.path("probabilities").path("entry").doubleValue());
  }

  @Test
  void onlyWantedOutputsComeBackAndClassesWithTheirLabels() {
    String body =
        """
        {"inputs": [%s], "outputs": [{"name": "probabilities", "parameters": {"classification": 2}}]}
        """
            .formatted(input("[1, %d]".formatted(width), "[" + row() + "]"));

    Serving.Answer answer = infer(body);

    assertThat(answer.body().path("outputs").size()).isEqualTo(1);
    assertThat(output(answer, "probabilities").size()).isEqualTo(2);
    assertThat(output(answer, "probabilities").path(0).stringValue())
        .matches("0\\.\\d+:\\d:(entry|mid|premium)");
  }

  @Test
  void binaryTensorsGoBothWays() {
    byte[] tail = floats(2);
    byte[] head =
        """
        {"inputs": [{"name": "input", "shape": [2, %d], "datatype": "FP32", "parameters": {"binary_data_size": %d}}],
         "parameters": {"binary_data_output": true}}
        """
            .formatted(width, tail.length)
            .getBytes(StandardCharsets.UTF_8);
    Serving.Answer json =
        infer(request("[2, %d]".formatted(width), "[" + row() + "," + row() + "]"));

    Reply.Whole reply =
        serving.send(
            "POST", INFER, joined(head, tail), Map.of(HEADER, String.valueOf(head.length)));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo("application/octet-stream");
    int header = Integer.parseInt(reply.headers().getOrDefault(HEADER, "-1"));
    JsonNode facts = Json.mapper().readTree(Arrays.copyOf(reply.body(), header));
    int labels = facts.at("/outputs/0/parameters/binary_data_size").intValue();
    ByteBuffer binary =
        ByteBuffer.wrap(reply.body(), header + labels, reply.body().length - header - labels)
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(binary.remaining()).isEqualTo(2 * 3 * 4);
    for (JsonNode probability : output(json, "probabilities")) {
      assertThat(binary.getFloat()).isEqualTo(probability.floatValue());
    }
  }

  @Test
  void aRawRequestIsTheOnlyInput() {
    Reply.Whole reply = serving.send("POST", INFER, floats(1), Map.of(HEADER, "0"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsKey(HEADER);
  }

  private byte[] floats(int rows) {
    ByteBuffer bytes = ByteBuffer.allocate(rows * width * 4).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(1.5f);
    }
    return bytes.array();
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] body = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, body, head.length, tail.length);
    return body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[-1, 4]",
        "[9223372036854775807, 9223372036854775807]",
        "[4294967296, 4294967296]",
        "[99999999999999999999]",
        "[1.5]",
        "[3]",
        "\"1\"",
        "[[1]]"
      })
  void shapesThatNobodyCanHaveAreRefused(String shape) {
    refused(infer(request(shape, "[" + row() + "]")), "");
  }

  @Test
  void whatIsWrongWithTensorsIsTold() {
    String shape = "[1, %d]".formatted(width);
    String good = request(shape, "[" + row() + "]");
    refused(infer(good.replace("FP32", "FP16")), "FP16 in JSON", "binary");
    refused(infer(good.replace("FP32", "FP99")), "datatype `FP99` is unknown");
    refused(infer(good.replace("1.5]", "\"x\"]")), "is no FP32");
    refused(infer(good.replace("\"input\"", "\"other\"")), "");
    refused(infer(good.replace("}]}", "}], \"outputs\": [{\"name\": \"nope\"}]}")), "nope");
    refused(infer("{\"inputs\": []}"), "no inputs");
    refused(infer("[]"), "no object");
    refused(infer("{\"inputs\": [" + "[".repeat(500) + "]}"), "");
    refused(
        infer(
            "{\"inputs\": [{\"name\": \"a\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": "
                + "[".repeat(500)),
        "");
  }

  @Test
  void missingAndInfiniteNumbersHaveManySpellings() {
    for (String spelling :
        List.of("null", "NaN", "\"NaN\"", "Infinity", "-Infinity", "\"-Infinity\"")) {
      String data = "[" + spelling + row().substring(3) + "]";

      assertThat(infer(request("[1, %d]".formatted(width), data)).status())
          .as(spelling)
          .isEqualTo(200);
    }
  }

  @Test
  void integersBeyondDoublesAreRefusedAndNotRounded() {
    String shape = "[1, %d]".formatted(width);
    String big = request(shape, "[9007199254740993" + row().substring(3) + "]").replace("1.5", "1");

    refused(infer(big.replace("FP32", "INT64")), "no double holds");
    refused(
        infer(big.replace("FP32", "INT64").replace("9007199254740993", "9223372036854775808")),
        "INT64");
    refused(infer(big.replace("FP32", "UINT8")), "UINT8");
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int megabyte = 0; megabyte < 80; megabyte++) {
        out.write(zeros);
      }
    }

    Reply.Whole reply =
        serving.send("POST", INFER, packed.toByteArray(), Map.of("Content-Encoding", "gzip"));

    assertThat(reply.status()).isEqualTo(413);
  }

  @Test
  void packedRequestsAreRead() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(
          request("[1, %d]".formatted(width), "[" + row() + "]").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(
            serving
                .send("POST", INFER, packed.toByteArray(), Map.of("Content-Encoding", "gzip"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void nobodyBreaksItByOneByte() {
    byte[] good =
        request("[1, %d]".formatted(width), "[" + row() + "]").getBytes(StandardCharsets.UTF_8);
    Seeds.each(
        2_000,
        random -> {
          byte[] changed = good.clone();
          for (int change = random.nextInt(1, 4); change > 0; change--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }

          int status = serving.send("POST", INFER, changed, Map.of()).status();

          assertThat(status).isIn(200, 400);
        });
  }

  @Test
  void nobodyBreaksTheBinaryFormByOneByte() {
    byte[] tail = floats(1);
    byte[] head =
        "{\"inputs\": [{\"name\": \"input\", \"shape\": [1, %d], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": %d}}]}"
            .formatted(width, tail.length)
            .getBytes(StandardCharsets.UTF_8);
    byte[] good = joined(head, tail);
    Seeds.each(
        2_000,
        random -> {
          byte[] changed = good.clone();
          changed[random.nextInt(head.length)] = (byte) random.nextInt(256);
          String header = String.valueOf(head.length + random.nextInt(-3, 4));

          int status = serving.send("POST", INFER, changed, Map.of(HEADER, header)).status();

          assertThat(status).isIn(200, 400);
        });
  }

  @Test
  void aClientThatWasWrittenForAnotherContractIsRefused() {
    ContractPin made = PredictTest.pin("100");
    serving.promote(TestModels.under(made, TestModels.grown(7)));
    String body = request("[1, %d]".formatted(width), "[" + row() + "]");
    Map<String, String> same = Map.of(AskedContract.HEADER, made.digest());
    Map<String, String> other = Map.of(AskedContract.HEADER, PredictTest.pin("200").digest());
    Map<String, String> raw = new HashMap<>(other);
    raw.put(HEADER, "0");

    assertThat(serving.call("POST", INFER, body, same).status()).isEqualTo(200);
    Serving.Answer refused = serving.call("POST", INFER, body, other);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("error").stringValue()).contains("listings@1.2.0");
    String bytes = "x".repeat(width * Float.BYTES);
    assertThat(serving.call("POST", INFER, bytes, raw).status()).isEqualTo(409);
    refused(
        serving.call("POST", INFER, body, Map.of(AskedContract.HEADER, "listings@1.2.0")),
        "is no digest of a contract");
  }

  @Test
  void theRepositoryAndTheStatisticsTellTheTruth() {
    infer(request("[1, %d]".formatted(width), "[" + row() + "]"));

    JsonNode index = serving.call("POST", "/v2/repository/index", "", Map.of()).body();
    JsonNode stats = serving.call("GET", "/v2/models/home-sales/stats", "", Map.of()).body();

    assertThat(index.path(0).path("state").stringValue()).isEqualTo("READY");
    assertThat(stats.at("/model_stats/0/inference_count").intValue()).isEqualTo(1);
    assertThat(serving.call("POST", "/v2/repository/models/home-sales/load", "", Map.of()).status())
        .isEqualTo(200);
    assertThat(
            serving
                .call(
                    "POST",
                    "/v2/repository/models/home-sales/load",
                    "{\"parameters\": {\"file:1/model.json\": \"\"}}",
                    Map.of())
                .status())
        .isEqualTo(501);
    assertThat(serving.call("POST", "/v2/repository/models/none/load", "", Map.of()).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dataframe_records\": [{\"area\": 1200, \"wall\": \"brick\"}]}",
        "{\"dataframe_split\": {\"columns\": [\"wall\", \"area\"], \"data\": [[\"brick\", 1200]]}}",
        "{\"instances\": [{\"area\": 1200, \"wall\": \"brick\"}], \"params\": {}}",
        "{\"inputs\": {\"area\": [1200], \"wall\": [\"brick\"]}}",
        "{\"inputs\": {\"area\": 1200, \"wall\": \"brick\"}, \"other\": 1}"
      })
  void mlflowsFormsAreOneQuestion(String body) {
    JsonNode named = serving.predict("{\"area\": 1200, \"wall\": \"brick\"}").prediction(0);

    Serving.Answer answer = serving.call("POST", "/invocations", body, Map.of());

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body().at("/predictions/0/0"))
        .isEqualTo(named.path("probabilities").path("entry"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"instances\": [{}], \"inputs\": {}}",
        "{\"instances\": []}",
        "{\"messages\": []}",
        "{\"dataframe_split\": {\"data\": [[1]], \"x\": 1}}",
        "{\"inputs\": {\"area\": [1, 2], \"wall\": [\"a\"]}}",
        "{\"instances\": [{\"area\": \"x\"}]}"
      })
  void whatMlflowRefusesIsRefused(String body) {
    Serving.Answer answer = serving.call("POST", "/invocations", body, Map.of());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("error_code").stringValue()).isEqualTo("BAD_REQUEST");
  }

  @Test
  void csvIsTheSameQuestion() {
    Reply.Whole reply =
        serving.send(
            "POST",
            "/invocations",
            "wall,area\nbrick,1200\n".getBytes(StandardCharsets.UTF_8),
            Map.of("Content-Type", "text/csv"));
    JsonNode named = serving.predict("{\"area\": 1200, \"wall\": \"brick\"}").prediction(0);

    assertThat(Json.mapper().readTree(reply.body()).at("/predictions/0/0"))
        .isEqualTo(named.path("probabilities").path("entry"));
  }

  @Test
  void otherTypesAreToldAsPlainText() {
    Reply.Whole reply =
        serving.send(
            "POST", "/invocations", new byte[0], Map.of("Content-Type", "application/xml"));

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.type()).isEqualTo("text/plain");
  }

  @Test
  void pingAnswersOnlyWhenAModelDoes() {
    assertThat(serving.send("GET", "/ping", new byte[0], Map.of()).status()).isEqualTo(200);
    serving.models.forgetSince("home-sales", java.time.Instant.EPOCH);
    serving.deployments.forget("home-sales");

    assertThat(serving.send("GET", "/ping", new byte[0], Map.of()).status()).isEqualTo(404);
  }

  @Test
  void everyRowIsInTheLog() {
    infer(request("[2, %d]".formatted(width), "[" + row() + "," + row() + "]"));
    serving.log.flush();

    int logged =
        serving.database.read(sql ->
            sql.fetch(SERVING_PREDICTION_BLOCK).stream()
                .mapToInt(block -> block.getRowCount())
                .sum());

    assertThat(logged).isEqualTo(2);
  }
}
