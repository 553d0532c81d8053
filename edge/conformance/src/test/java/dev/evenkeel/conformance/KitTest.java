package dev.evenkeel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The kit lets a right server pass and names what a wrong one breaks.
class KitTest {
  @TempDir Path folder;

  private record Seen(int exitCode, String out, String err) {
    /// The checks of a JSON report that ended so.
    Set<String> checks(String outcome) {
      Set<String> names = new TreeSet<>();
      for (JsonNode check : Http.JSON.readTree(out).path("checks")) {
        if (check.path("outcome").asString().equals(outcome)) {
          names.add(check.path("name").asString());
        }
      }
      return names;
    }
  }

  private static Seen run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Seen(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Aims the kit at a server with the fault, or with none.
  private static Seen aim(Fault fault, String... more) throws IOException {
    try (SmallServer server = new SmallServer(fault);
        SmallGrpcServer grpc = new SmallGrpcServer(fault)) {
      List<String> arguments =
          new ArrayList<>(
              List.of(server.address(), "--model", Sums.NAME, "--grpc", grpc.address(), "--json"));
      arguments.addAll(List.of(more));
      return run(arguments.toArray(new String[0]));
    }
  }

  @Test
  void aRightServerPassesAlsoWhereTheSpecificationOnlyRecommends() throws IOException {
    Seen seen = aim(Fault.NONE, "--strict");

    assertThat(seen.checks("failed")).as(seen.out()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.checks("passed"))
        .contains("infer.flat", "infer.batch", "infer.version", "grpc.infer.raw", "grpc.stream")
        .contains("grpc.speltOut");
    assertThat(seen.checks("not offered"))
        .contains("binary.input", "statistics", "grpc.statistics", "compression.request.gzip")
        .doesNotContain("infer.flat", "grpc.infer.typed");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            Fault.OUTPUT_OF_ANOTHER_SHAPE,
            "infer.flat",
            "infer.nested",
            "infer.batch",
            "grpc.infer.typed"),
        fault(Fault.OUTPUT_OF_ANOTHER_DATATYPE, "infer.flat", "grpc.infer.raw"),
        fault(Fault.ANSWERS_DIFFER_WHEN_NESTED, "infer.nested"),
        fault(
            Fault.ERRORS_WITH_STATUS_200,
            "infer.refuses.malformed",
            "infer.refuses.noInputs",
            "infer.refuses.tooFewElements",
            "infer.refuses.unknownModel",
            "model.metadata.unknown"),
        fault(
            Fault.ERRORS_IN_PLAIN_TEXT,
            "infer.refuses.malformed",
            "infer.refuses.unknownDatatype",
            "model.metadata.unknown"),
        fault(
            Fault.BAD_SHAPES_ACCEPTED,
            "infer.refuses.tooFewElements",
            "infer.refuses.negativeShape",
            "infer.refuses.shapeBeyondLong",
            "grpc.refuses.tooFewElements",
            "grpc.refuses.negativeShape"),
        fault(Fault.UNKNOWN_MODELS_ARE_READY, "model.ready.unknown"),
        fault(Fault.ID_FORGOTTEN, "infer.id"),
        fault(Fault.ALL_OUTPUTS_WHATEVER_IS_ASKED, "infer.outputs.one", "grpc.infer.outputs.one"),
        fault(
            Fault.EXTENSIONS_ONLY_CLAIMED,
            "binary.input",
            "binary.output",
            "statistics",
            "model_configuration",
            "model_repository"),
        fault(Fault.ANOTHER_VALUE_FOR_RAW, "grpc.infer.raw"),
        fault(Fault.BARE_REPLIES_IN_STREAMS, "grpc.stream"),
        fault(Fault.NOT_LIVE, "grpc.live"));
  }

  private static Arguments fault(Fault fault, String... broken) {
    return Arguments.of(fault, Set.of(broken));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aWrongServerFailsByTheChecksThatSayWhy(Fault fault, Set<String> broken) throws IOException {
    Seen seen = aim(fault);

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.checks("failed")).as(seen.out()).containsAll(broken);
    assertThat(seen.checks("passed")).contains("server.live", "grpc.ready", "model.metadata");
  }

  /// A fault is told by its own checks, and not by everything.
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "ANSWERS_DIFFER_WHEN_NESTED",
        "UNKNOWN_MODELS_ARE_READY",
        "ID_FORGOTTEN",
        "ANOTHER_VALUE_FOR_RAW",
        "BARE_REPLIES_IN_STREAMS",
        "NOT_LIVE"
      })
  void aSingleFaultFailsASingleCheck(Fault fault) throws IOException {
    Seen seen = aim(fault);

    assertThat(seen.checks("failed")).as(seen.out()).hasSize(1);
  }

  @Test
  void whatIsOnlyRecommendedIsAdviceAndCountsWhenStrict() throws IOException {
    Seen lenient = aim(Fault.UNAVAILABLE_FOR_BAD_REQUESTS);
    Seen strict = aim(Fault.UNAVAILABLE_FOR_BAD_REQUESTS, "--strict");
    Seen ours = aim(Fault.ERRORS_CALLED_ITS_OWN);

    assertThat(lenient.exitCode()).as(lenient.out()).isZero();
    assertThat(lenient.checks("advice"))
        .contains("grpc.refuses.noInputs.status", "grpc.refuses.tooFewElements.status");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.checks("failed")).isEqualTo(lenient.checks("advice"));
    assertThat(ours.checks("advice"))
        .contains("infer.refuses.malformed.status", "infer.refuses.unknownModel.status");
  }

  @Test
  void whatIsNoJsonIsSaidToBeNone() throws IOException {
    Seen seen = aim(Fault.NO_JSON_AT_ALL);

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.out()).contains("the answer is no JSON: Whitelabel page");
  }

  @Test
  void aRequestOfTheUsersIsUsedForAModelThatTakesNoMadeUpInputs() throws IOException {
    Path request =
        Files.writeString(
            folder.resolve("request.json"),
            """
            {"inputs": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [3, 4]}]}
            """);

    Seen seen = aim(Fault.NONE, "--request", request.toString());

    assertThat(seen.exitCode()).as(seen.out()).isZero();
    assertThat(seen.checks("passed")).contains("infer.flat", "grpc.infer.typed");
    assertThat(seen.checks("not offered")).contains("infer.batch");
  }

  @Test
  void theReportForPeopleNamesTheCheckTheReasonAndTheReference() throws IOException {
    try (SmallServer server = new SmallServer(Fault.ID_FORGOTTEN)) {
      Seen seen = run(server.address(), "--model", Sums.NAME);

      assertThat(seen.out())
          .containsPattern("failed +infer\\.id")
          .contains("and not what was sent")
          .contains("(OIP REST, Inference)")
          .contains("not offered grpc.live: no --grpc HOST:PORT was given")
          .containsPattern("\\d+ passed, 1 failed, \\d+ not offered, \\d+ to be advised");
    }
  }

  @Test
  void onlySomeChecksRunWhenAsked() throws IOException {
    Seen seen = aim(Fault.NONE, "--only", "server.", "--only", "grpc.live");

    assertThat(seen.checks("passed"))
        .containsExactly("grpc.live", "server.live", "server.metadata", "server.ready");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void aDeadAddressIsToldPlainlyAndNothingElseIsAsked() throws IOException {
    int port = closedPort();

    Seen seen = run("http://127.0.0.1:" + port, "--model", "m");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err()).contains("nobody answers").contains("127.0.0.1:" + port);
    assertThat(seen.out()).isEmpty();
  }

  @Test
  void aServerThatTakesConnectionsAndNeverAnswersIsDeadToo() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + silent.getLocalPort();

      Seen seen = run(address, "--model", "m", "--timeout", "1");

      assertThat(seen.exitCode()).isEqualTo(2);
      assertThat(seen.err()).contains("nobody answers").contains(address);
    }
  }

  @Test
  void aDeadGrpcAddressFailsTheGrpcChecksAlone() throws IOException {
    try (SmallServer server = new SmallServer(Fault.NONE)) {
      Seen seen =
          run(
              server.address(),
              "--model",
              Sums.NAME,
              "--json",
              "--timeout",
              "5",
              "--grpc",
              "127.0.0.1:" + closedPort());

      assertThat(seen.exitCode()).isEqualTo(1);
      assertThat(seen.checks("failed"))
          .contains("grpc.live", "grpc.infer.typed")
          .allMatch(name -> name.startsWith("grpc."));
      assertThat(seen.out()).contains("ServerLive was answered by UNAVAILABLE");
    }
  }

  /// As a server of HTTP/2 does that takes the names of pseudo headers by their index only.
  @Test
  void aServerThatEndsConnectionsOfSomeClientsIsFound() throws Exception {
    byte[] goAway = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    try (SmallServer http = new SmallServer(Fault.NONE);
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> asked =
          threads.submit(() -> {
            try (Socket connection = socket.accept()) {
              connection.getOutputStream().write(goAway);
              return connection.getInputStream().readAllBytes().length;
            }
          });

      Seen seen =
          run(
              http.address(),
              "--model",
              Sums.NAME,
              "--json",
              "--only",
              "grpc.speltOut",
              "--grpc",
              "127.0.0.1:" + socket.getLocalPort());

      assertThat(asked.get()).isPositive();
      assertThat(seen.checks("failed")).containsExactly("grpc.speltOut");
      assertThat(seen.out()).contains("GOAWAY");
    }
  }

  @Test
  void wrongArgumentsAreToldWithTheUsage() {
    assertThat(run("http://127.0.0.1:1").err()).contains("--model is missing").contains("--only");
    assertThat(run("--model", "m").err()).contains("address of the server is missing");
    assertThat(run("127.0.0.1:8080", "--model", "m").err()).contains("http://HOST:PORT");
    assertThat(run("http://h:1", "--model").err()).contains("--model wants a value");
    assertThat(run("http://h:1", "--timeout", "soon").err()).contains("number of seconds");
    assertThat(run("http://h:1", "--header", "none").err()).contains("'Name: value'");
    assertThat(run("http://h:1", "--model", "m", "--only", "nothing").err()).contains("`nothing`");
    assertThat(run().exitCode()).isEqualTo(2);
  }
}
