package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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

/// The command `cosign` itself, of the 2nd line, on either side of Docker's own registry.
@Timeout(180)
class CosignTest {
  private static final String COSIGN =
      System.getenv().getOrDefault("EVENKEEL_TEST_COSIGN", "cosign");

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private DockerRegistry registry;

  @BeforeEach
  void start() throws Exception {
    boolean isHere = Files.isExecutable(Path.of(COSIGN)) || DockerRegistry.isInstalled(COSIGN);
    String how = "cosign: go install github.com/sigstore/cosign/v2/cmd/cosign@v2.4.1";
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      assertThat(isHere).as(how).isTrue();
    }
    assumeThat(isHere).as(how).isTrue();
    registry = DockerRegistry.start(folder);
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    Path model = Files.writeString(folder.resolve("m.json"), TreeFile.of(List.of("x", "y"), 2));
    cli("model", "register", model, "--name", "churn", "--labels", "stay,go");
    Cli.run("key", "create", folder.resolve("ours"));
    Cli.run("key", "create", folder.resolve("other"));
  }

  @AfterEach
  void close() {
    if (evenkeel != null) {
      evenkeel.close();
      registry.close();
    }
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private String export(Object... signing) {
    List<Object> all = new ArrayList<>(List.of("model", "export", "churn@1", place(), "--json"));
    all.addAll(List.of(signing));
    return Json.parse(cli(all.toArray()).out().getBytes(StandardCharsets.UTF_8), "told")
        .path("digest")
        .stringValue();
  }

  private String place() {
    return "oci://" + registry.repository() + ":v1";
  }

  private Cli.Seen take(String pub) {
    return cli("model", "import", place(), "--verify", key(pub), "--name", "back");
  }

  private Path key(String file) {
    return folder.resolve(file);
  }

  private int cosign(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(COSIGN));
    all.addAll(List.of(arguments));
    ProcessBuilder command = new ProcessBuilder(all).directory(folder.toFile());
    command.environment().put("COSIGN_PASSWORD", "a password");
    command.environment().put("HOME", folder.toString());
    return command
        .redirectErrorStream(true)
        .redirectOutput(key("cosign.log").toFile())
        .start()
        .waitFor();
  }

  private int verify(String pub, String digest) throws IOException, InterruptedException {
    return cosign(
        "verify",
        "--key",
        key(pub).toString(),
        "--insecure-ignore-tlog=true",
        "--allow-insecure-registry",
        registry.repository() + "@" + digest);
  }

  private String log() throws IOException {
    return Files.readString(key("cosign.log"));
  }

  @Test
  void cosignConfirmsWhatWeSignedAndRefusesAnotherKey() throws Exception {
    String digest = export("--key", key("ours.key"));

    assertThat(verify("ours.pub", digest)).as(log()).isZero();
    assertThat(log()).contains(digest);
    assertThat(verify("other.pub", digest)).isNotZero();
    assertThat(log()).contains("no matching signatures");
  }

  @Test
  void weConfirmWhatCosignSignedAndRefuseAnotherKey() throws Exception {
    assertThat(cosign("generate-key-pair")).isZero();
    String digest = export();
    assertThat(take("cosign.pub").err()).contains("is not signed");
    int signed =
        cosign(
            "sign",
            "--key",
            key("cosign.key").toString(),
            "--tlog-upload=false",
            "--allow-insecure-registry",
            "--yes",
            registry.repository() + "@" + digest);
    assertThat(signed).as(log()).isZero();

    Cli.Seen foreign = take("other.pub");
    Cli.Seen own = take("cosign.pub");

    assertThat(foreign.err()).contains("no signature of sha256:", "by the given key");
    assertThat(own.err()).isEmpty();
    assertThat(own.exitCode()).isZero();
  }
}
