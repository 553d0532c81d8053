package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.runtimes.PythonSettings;
import dev.evenkeel.serving.ServingSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Whatever is sent to a running server gets an answer or a refusal in the form of its protocol,
/// and never a fault of ours.
@Timeout(300)
class HostileRequestsTest {
  private static final int MIB = 1 << 20;
  private static final String HEADER = "Inference-Header-Content-Length";
  private static final String OIP = "/v2/models/m/infer";
  private static final String MATRIX =
      """
      {"id": "a", "parameters": {"timeout": 900000000}, "inputs": [{"name": "input", "shape": [2, 1],
      "datatype": "FP32", "data": [[1.5], [2.5]]}], "outputs": [{"name": "probabilities",
      "parameters": {"classification": 1}}]}\
      """;
  private static final String FIELDS =
      """
      {"inputs": [{"name": "x", "shape": [2], "datatype": "FP64", "data": [-1, 0.25e1]}]}\
      """;
  private static final String TEXTS =
      """
      {"inputs": [{"name": "x", "shape": [1], "datatype": "BYTES", "data": ["a"]}]}\
      """;
  private static final String BINARY =
      """
      {"inputs": [{"name": "input", "shape": [2, 1], "datatype": "FP32",
      "parameters": {"binary_data_size": 8}}], "parameters": {"binary_data_output": true}}\
      """;
  private static final String INSTANCES = "{\"instances\": [{\"x\": 1.5}, {\"x\": -2}]}";
  private static final String SPLIT =
      "{\"dataframe_split\": {\"columns\": [\"x\"], \"data\": [[1.5], [2]]}, \"params\": {}}";
  private static final List<String> VALUES =
      List.of(
          "1e999",
          "-1e999",
          "1e39",
          "9007199254740993",
          "18446744073709551616",
          "9".repeat(999),
          "0." + "1".repeat(2_000),
          "-0",
          "null",
          "{}",
          "[]",
          "true",
          "NaN",
          "-Infinity",
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"FP16\"",
          "\"INT64\"",
          "[-1]",
          "[4294967296, 4294967296]",
          "[9223372036854775807, 3]",
          "2147483648",
          "[0]",
          "\"" + "x".repeat(70_000) + "\"");
  private static final List<String> MEMBERS =
      List.of(
          "\"inputs\": [],",
          "\"name\": \"input\",",
          "\"shape\": [1],",
          "\"data\": [1],",
          "\"datatype\": \"BYTES\",",
          "\"instances\": [],",
          "\"x\": 1,",
          "\"id\": 7,",
          "\"parameters\": {\"binary_data_size\": -1},",
          "\"parameters\": [[[]]],",
          "\"parameters\": {\"timeout\": -1},",
          "\"outputs\": [{\"name\": \"none\"}],");

  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d.e]*");

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(
                folder.resolve("home"),
                0,
                "",
                "",
                "",
                PythonSettings.defaults(),
                ServingSettings.defaults(),
                ServingKeys.DRAIN,
                EndpointSettings.DEFAULT,
                new ConnectionSettings(
                    500, Duration.ofSeconds(20), Duration.ofMinutes(5), MIB, 8 * MIB, 96 * MIB)),
            Clock.system());
    TestModel.promote(evenkeel.loop());
  }

  @AfterEach
  void stop() {
    client.close();
    evenkeel.close();
  }

  private HttpResponse<byte[]> send(String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(evenkeel.address().resolve(path))
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String type(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  /// The form of each door's refusals.
  private static void judge(String path, HttpResponse<byte[]> response) {
    if (response.statusCode() == 200) {
      return;
    }
    String said = new String(response.body(), StandardCharsets.UTF_8);
    assertThat(response.statusCode()).as(said).isIn(400, 413, 422, 429);
    JsonNode body = Json.parse(response.body(), "the refusal");
    if (path.startsWith("/v2")) {
      assertThat(response.statusCode()).isNotEqualTo(422);
      assertThat(type(response)).isEqualTo("application/json");
      assertThat(body.path("error").asString("")).as(said).isNotEmpty();
      assertThat(body.size()).isEqualTo(1);
    } else if (path.equals("/invocations")) {
      assertThat(type(response)).isEqualTo("application/json");
      assertThat(body.path("error_code").asString("")).as(said).isEqualTo("BAD_REQUEST");
      assertThat(body.path("message").asString("")).as(said).isNotEmpty();
    } else {
      assertThat(type(response)).isEqualTo("application/problem+json");
      assertThat(body.path("status").asInt()).isEqualTo(response.statusCode());
    }
    assertThat(said).doesNotContain("Exception", "\tat ", "dev.evenkeel");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T one(List<T> of, RandomGenerator random) {
    return of.get(random.nextInt(of.size()));
  }

  /// A valid body with something wrong in it.
  private static byte[] changed(byte[] valid, RandomGenerator random) {
    String text = new String(valid, StandardCharsets.UTF_8);
    int at = random.nextInt(text.length());
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(valid, at);
      case 1 -> bytes(text.substring(0, at) + text.substring(random.nextInt(text.length())));
      case 2 -> numberReplaced(text, one(VALUES, random), random);
      case 3 -> bytes(text.replaceFirst("\\{", "{" + one(MEMBERS, random).replace("\\", "\\\\")));
      case 4 -> bytes(text.substring(0, at) + one(MEMBERS, random) + text.substring(at));
      case 5 -> {
        String deep = one(List.of("[", "{\"a\":", "{\"inputs\":[{\"data\":"), random);
        yield bytes(text.substring(0, at) + deep.repeat(random.nextInt(1, 5_000)));
      }
      case 6 ->
          bytes(text.replaceFirst("\"[a-zA-Z]+\"", one(VALUES, random).replace("\\", "\\\\")));
      default -> {
        byte[] noise = valid.clone();
        for (int change = random.nextInt(1, 5); change > 0; change--) {
          noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
        }
        yield noise;
      }
    };
  }

  /// With another value where one of the first numbers stood.
  private static byte[] numberReplaced(String text, String by, RandomGenerator random) {
    Matcher numbers = NUMBER.matcher(text);
    int which = random.nextInt(6);
    for (int seen = 0; numbers.find(); seen++) {
      if (seen == which) {
        return bytes(text.substring(0, numbers.start()) + by + text.substring(numbers.end()));
      }
    }
    return bytes(text);
  }

  @Test
  void changedBodiesAreAnsweredOrRefusedAtEveryDoor() {
    Map<String, List<String>> doors =
        Map.of(
            OIP,
            List.of(MATRIX, FIELDS, TEXTS),
            "/invocations",
            List.of(INSTANCES, SPLIT),
            "/v1/models/m:predict",
            List.of(INSTANCES));
    doors.forEach((path, bodies) ->
        Seeds.each(
            700,
            random ->
                judge(path, send(path, changed(bytes(one(bodies, random)), random), Map.of()))));
  }

  @Test
  void binaryBodiesWithWrongSizesAreRefused() {
    byte[] json = bytes(BINARY);
    Seeds.each(
        700,
        random -> {
          byte[] head = random.nextBoolean() ? json : changed(json, random);
          byte[] body = Arrays.copyOf(head, head.length + random.nextInt(12));
          String written =
              one(
                  List.of(
                      String.valueOf(head.length),
                      String.valueOf(head.length + random.nextInt(-3, 4)),
                      "0",
                      "-1",
                      "99999999999",
                      "1e3",
                      " ",
                      "x"),
                  random);
          judge(OIP, send(OIP, body, Map.of(HEADER, written)));
        });
  }

  @Test
  void packedBodiesThatAreNotWhatTheySayAreRefused() {
    Seeds.each(
        400,
        random -> {
          byte[] packed = packed(bytes(MATRIX), random.nextBoolean());
          byte[] body =
              switch (random.nextInt(3)) {
                case 0 -> Arrays.copyOf(packed, random.nextInt(1, packed.length));
                case 1 -> {
                  packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
                  yield packed;
                }
                default -> packed;
              };
          String encoding =
              one(List.of("gzip", "deflate", "GZIP", "x-gzip", "br", "gzip, gzip"), random);
          for (String path : List.of(OIP, "/invocations")) {
            judge(path, send(path, body, Map.of("Content-Encoding", encoding)));
          }
        });
  }

  private static byte[] packed(byte[] plain, boolean gzip) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        gzip ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Test
  void manyBombsAtOnceTakeNoMoreMemoryThanTheyMay() throws Exception {
    byte[] zeros = packed(new byte[200 * MIB], true);
    byte[] numbers =
        packed(
            bytes(
                "{\"inputs\": [{\"name\": \"input\", \"shape\": [1, 1], "
                    + "\"datatype\": \"FP64\", \"data\": ["
                    + "1,".repeat(20 * MIB)
                    + "1]}]}"),
            true);
    byte[] texts =
        packed(
            bytes(
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], "
                    + "\"datatype\": \"BYTES\", \"data\": ["
                    + "\"\",".repeat(10 * MIB)
                    + "\"\"]}]}"),
            true);
    judge(OIP, send(OIP, zeros, Map.of("Content-Encoding", "gzip")));
    long before = heapBytes();

    List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int bomb = 0; bomb < 60; bomb++) {
        byte[] body = List.of(zeros, numbers, texts).get(bomb % 3);
        String path = bomb % 4 == 0 ? "/invocations" : OIP;
        answers.add(threads.submit(() -> send(path, body, Map.of("Content-Encoding", "gzip"))));
      }
      HttpResponse<byte[]> small = send(OIP, bytes(MATRIX), Map.of());
      assertThat(small.statusCode())
          .as(new String(small.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
      for (Future<HttpResponse<byte[]>> answer : answers) {
        assertThat(answer.get().statusCode()).isIn(400, 413, 429);
        judge(OIP, send(OIP, bytes(MATRIX), Map.of()));
      }
    }

    assertThat(heapBytes() - before).isLessThan(64L * MIB);
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
