package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.store.TestDatabases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A number is what its client wrote, or it is refused; none becomes another in silence.
class ExactNumbersTest {
  private static final String INFER = "/v2/models/home-sales/infer";

  @TempDir Path folder;
  private Serving serving;

  @BeforeEach
  void start() {
    serving = new Serving(TestDatabases.sqlite(folder), folder);
    serving.promote(TestModels.grown(7));
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private Serving.Answer infer(String datatype, String number) {
    return serving.call(
        "POST",
        INFER,
        "{\"inputs\": [{\"name\": \"input\", \"shape\": [1, 5], \"datatype\": \"%s\", \"data\": [1, %s, 1, 1, 1]}]}"
            .formatted(datatype, number),
        Map.of());
  }

  private Reply.Whole binary(String datatype, ByteBuffer data) {
    byte[] json =
        "{\"inputs\": [{\"name\": \"input\", \"shape\": [1, 5], \"datatype\": \"%s\", \"parameters\": {\"binary_data_size\": %d}}]}"
            .formatted(datatype, data.capacity())
            .getBytes(StandardCharsets.UTF_8);
    byte[] body =
        ByteBuffer.allocate(json.length + data.capacity()).put(json).put(data.flip()).array();
    return serving.send(
        "POST",
        INFER,
        body,
        Map.of("Inference-Header-Content-Length", String.valueOf(json.length)));
  }

  private static ByteBuffer data(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void aNumberBeyondItsTypeIsNoInfinity() {
    for (String number : List.of("1e39", "-1e39", "3.5e38", "1e400", "-1e999", "9".repeat(400))) {
      Serving.Answer answer = infer("FP32", number);

      assertThat(answer.status()).as(number).isEqualTo(400);
      assertThat(answer.body().path("error").stringValue()).contains("element 2", "no FP32");
    }
    assertThat(infer("FP64", "1e400").body().path("error").stringValue())
        .contains("element 2", "no FP64");
  }

  @Test
  void aDoubleThatTheModelsFloatsDoNotHoldIsRefusedToo() {
    assertThat(infer("FP64", "1e39").body().path("error").stringValue())
        .contains("element 2 of input `input`", "beyond the range of FP32");
    ByteBuffer doubles =
        data(40).putDouble(1).putDouble(-1e300).putDouble(1).putDouble(1).putDouble(1);

    assertThat(new String(binary("FP64", doubles).body(), StandardCharsets.UTF_8))
        .contains("element 2 of input `input`");
  }

  @Test
  void whoMeansInfinityMaySayIt() {
    for (String written :
        List.of("Infinity", "-Infinity", "\"Infinity\"", "3.4028235e38", "1e-60")) {
      assertThat(infer("FP32", written).status()).as(written).isEqualTo(200);
      assertThat(infer("FP64", written).status()).as(written).isEqualTo(200);
    }
    ByteBuffer floats = data(20);
    for (int each = 0; each < 5; each++) {
      floats.putFloat(Float.NEGATIVE_INFINITY);
    }

    assertThat(binary("FP32", floats).status()).isEqualTo(200);
  }

  @Test
  void anIntegerThatNoDoubleHoldsIsRefusedAtTheNamedEndpoint() {
    for (String number : List.of("9007199254740993", "-9007199254740993", "9223372036854775807")) {
      assertThat(serving.predict(row(number)).errors())
          .as(number)
          .containsExactly("/instances/0/rooms type");
    }
    for (String number : List.of("9007199254740992", "-9007199254740992", "9007199254740991")) {
      assertThat(serving.predict(row(number)).status()).as(number).isEqualTo(200);
    }
  }

  private static String row(String rooms) {
    return Serving.ROW.replace("6", rooms);
  }

  @Test
  void onlyWhatTheClientTakesIsPacked() {
    String row = "1,1,1,1,1";
    byte[] many =
        "{\"inputs\": [{\"name\": \"input\", \"shape\": [400, 5], \"datatype\": \"FP32\", \"data\": [%s]}]}"
            .formatted((row + ",").repeat(399) + row)
            .getBytes(StandardCharsets.UTF_8);
    Map<String, String> packings =
        Map.ofEntries(
            Map.entry("gzip", "gzip"),
            Map.entry("deflate, gzip;q=0.5", "gzip"),
            Map.entry("gzip;q=0, deflate", "deflate"),
            Map.entry("GZIP ; q=0.000 , *;q=0.1", "deflate"),
            Map.entry("*", "gzip"),
            Map.entry("gzip;q=0", ""),
            Map.entry("gzip; q=0, deflate; q=0.0", ""),
            Map.entry("*;q=0", ""),
            Map.entry("identity", ""),
            Map.entry("nogzip", ""),
            Map.entry("", ""));
    packings.forEach((accepted, packing) -> {
      Reply.Whole reply = serving.send("POST", INFER, many, Map.of("Accept-Encoding", accepted));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().getOrDefault("Content-Encoding", ""))
          .as(accepted)
          .isEqualTo(packing);
    });
  }
}
