package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.registry.exchange.ModelArchive;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A version leaves one name and comes back by another, by a folder and by Docker's own registry.
@Timeout(180)
class ModelExchangeTest {
  @TempDir Path folder;
  private Evenkeel evenkeel;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    server = new RunningServer(evenkeel.address().toString());
    Path model = Files.writeString(folder.resolve("m.json"), TreeFile.of(List.of("x", "y"), 2));
    assertThat(cli("model", "register", model, "--name", "churn", "--labels", "stay,go").exitCode())
        .isZero();
    server.post(
        "api/2.0/mlflow/model-versions/set-tag",
        Map.of("name", "churn", "version", "1", "key", "team", "value", "blue"));
    assertThat(Cli.run("key", "create", folder.resolve("cosign")).exitCode()).isZero();
    assertThat(Cli.run("key", "create", folder.resolve("other")).exitCode()).isZero();
  }

  @AfterEach
  void close() {
    server.close();
    evenkeel.close();
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private Path layout() {
    return folder.resolve("layout");
  }

  private Path key(String file) {
    return folder.resolve(file);
  }

  private String export(Object place) {
    Cli.Seen seen = cli("model", "export", "churn@1", place, "--key", key("cosign.key"), "--json");
    assertThat(seen.err()).isEmpty();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "told")
        .path("digest")
        .stringValue();
  }

  private Cli.Seen take(Object place, String pub) {
    return cli("model", "import", place, "--verify", key(pub), "--name", "back");
  }

  private void isBack(String digest) {
    JsonNode gone = server.get("api/v1/models/churn/versions/1");
    JsonNode back = server.get("api/v1/models/back/versions/1");
    assertThat(back.path("digest")).isEqualTo(gone.path("digest"));
    assertThat(back.path("description")).isEqualTo(gone.path("description"));
    assertThat(
            server
                .get("api/2.0/mlflow/model-versions/get?name=back&version=1")
                .at("/model_version/tags")
                .toString())
        .contains("\"team\"", "\"blue\"", digest);
  }

  private void nothingCame() {
    assertThat(server.get("api/v1/models").toString()).doesNotContain("\"back\"");
  }

  private Path blob(String digest) {
    return layout().resolve("blobs/sha256").resolve(digest.replace("sha256:", ""));
  }

  @Test
  void comesBackFromAFolderWithItsContractAndTags() {
    String digest = export(layout());

    assertThat(take(layout(), "cosign.pub").err()).isEmpty();

    isBack(digest);
    assertThat(export(layout())).as("exported again").isEqualTo(digest);
    assertThat(take(layout() + "@" + digest, "cosign.pub").exitCode()).isZero();
  }

  @Test
  void whatTheExportSaysComesAlongAsClaimsAndItsContractIsTakenAtAnyLength() throws IOException {
    int length = 300_000;
    String digest = pack(folder.resolve("said"), length);

    Cli.Seen seen = cli("model", "import", folder.resolve("said"), "--name", "back");

    assertThat(seen.err()).isEmpty();
    JsonNode back = server.get("api/v1/models/back/versions/1");
    assertThat(back.at("/description/signature/inputs/0/description").asString("")).hasSize(length);
    assertThat(back.path("metrics").isEmpty()).as("claims are no metrics of ours").isTrue();
    assertThat(cli("model", "show", "back@1").out())
        .contains("THE EXPORT SAYS", "NOT CHECKED HERE", "metric.rmse", "0.25", "run-of-another")
        .contains("churn@7", "as told by ana", digest.substring(0, 20))
        .doesNotContain("exported.metric", "forged");
    String card = server.get("api/v1/models/back/versions/1/card").path("card").asString("");
    assertThat(card).contains("What the export says, not checked here", "`metric.rmse` | `0.25`");
    assertThat(new String(server.bytes("models/back/versions/1"), StandardCharsets.UTF_8))
        .contains("What the export says", "it was not checked here", "metric.rmse");
  }

  private String pack(Path place, int length) throws IOException {
    JsonNode page = server.get("api/v1/models/churn/versions/1");
    ObjectNode facts = (ObjectNode) page.deepCopy();
    facts.put("version", 7).put("run", "run-of-another").put("note", "as told by ana");
    facts.putObject("metrics").put("rmse", 0.25).put("a/../b", 1).put("odd\n", 2);
    facts.putObject("tags").put("exported.metric.rmse", "forged").put("team", "blue");
    ((ObjectNode) facts.at("/description/signature/inputs/0"))
        .put("description", "x".repeat(length));
    try (ModelArchive archive = ModelArchive.at(place.toString(), false)) {
      return archive.push(facts, folder.resolve("m.json"), Optional.empty());
    }
  }

  @Test
  void refusesAContractThatIsLongerThanAMebibyte() throws IOException {
    pack(folder.resolve("said"), 1 << 20);

    Cli.Seen seen = cli("model", "import", folder.resolve("said"), "--name", "back");

    assertThat(seen.exitCode()).isNotZero();
    assertThat(seen.err()).contains("its contract takes 1,0", "at most 1,048,576 are taken");
    for (String bytes : List.of("0", "-1", "1048577", "99999999999", "x", "1000000")) {
      assertThatThrownBy(() ->
              server.post(
                  "api/v1/models/back/versions?descriptionBytes=" + bytes,
                  folder.resolve("m.json")))
          .as(bytes)
          .hasMessageMatching("(?s).*(is not taken|ended early).*");
    }
    nothingCame();
  }

  @Test
  void saysWhatToDoWithAKeyThatCosignEncrypted() throws IOException {
    Path key =
        Files.writeString(
            folder.resolve("locked.key"),
            """
            -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
            eyJrZGYiOnsibmFtZSI6InNjcnlwdCJ9fQ==
            -----END ENCRYPTED SIGSTORE PRIVATE KEY-----
            """);

    Cli.Seen seen = cli("model", "export", "churn@1", layout(), "--key", key);

    assertThat(seen.exitCode()).isNotZero();
    assertThat(seen.err())
        .contains("is encrypted with a password", "cosign sign --key locked.key")
        .contains("evenkeel key create");
    assertThat(layout().resolve("index.json")).doesNotExist();
  }

  @Test
  void oneAlteredByteOfAnyBlobFailsTheImportAndNamesIt() throws IOException {
    String digest = export(layout());
    JsonNode manifest = Json.parse(Files.readAllBytes(blob(digest)), "manifest");

    for (JsonNode layer : manifest.path("layers")) {
      Path file = blob(layer.path("digest").stringValue());
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 1;
      Files.write(file, bad);
      Cli.Seen seen = cli("model", "import", layout(), "--name", "back");
      assertThat(seen.exitCode()).isEqualTo(2);
      assertThat(seen.err()).contains(layer.path("digest").stringValue(), "is not what was");
      Files.write(file, good);
    }
    byte[] manifestBad = Files.readAllBytes(blob(digest));
    manifestBad[manifestBad.length / 2] ^= 1;
    Files.write(blob(digest), manifestBad);
    assertThat(cli("model", "import", layout() + "@" + digest, "--name", "back").exitCode())
        .isEqualTo(2);
    nothingCame();
  }

  @Test
  void refusesAnotherKeyAndWhatIsNotSigned() {
    export(layout());
    Path unsigned = folder.resolve("unsigned");
    assertThat(cli("model", "export", "churn@1", unsigned).out()).contains("not signed");

    Cli.Seen other = take(layout(), "other.pub");
    Cli.Seen none = take(unsigned, "cosign.pub");

    assertThat(other.err()).contains("no signature of sha256:", "by the given key");
    assertThat(none.err()).contains("is not signed");
    assertThat(List.of(other.exitCode(), none.exitCode())).containsOnly(8);
    nothingCame();
  }

  @Test
  void followsNoLinkOutOfAFolder() throws IOException {
    String digest = export(layout());
    JsonNode manifest = Json.parse(Files.readAllBytes(blob(digest)), "manifest");
    Path file = blob(manifest.at("/layers/0/digest").stringValue());
    Path outside = Files.move(file, folder.resolve("outside"));
    Files.createSymbolicLink(file, outside);

    Cli.Seen seen = take(layout(), "cosign.pub");

    assertThat(seen.err()).contains("missing or no plain file");
    nothingCame();
  }

  @Test
  void refusesAModelThatIsLargerThanAllowedUnread() {
    export(layout());

    Cli.Seen seen = cli("model", "import", layout(), "--name", "back", "--max-bytes", "10");

    assertThat(seen.err()).contains("at most 10 are taken");
    nothingCame();
  }

  @Test
  void opensslConfirmsTheSignature() throws Exception {
    String digest = export(layout());
    JsonNode index = Json.parse(Files.readAllBytes(layout().resolve("index.json")), "index");
    JsonNode entry =
        index
            .path("manifests")
            .valueStream()
            .filter(each -> each.toString().contains(digest.replace(':', '-') + ".sig"))
            .findFirst()
            .orElseThrow();
    JsonNode layer =
        Json.parse(Files.readAllBytes(blob(entry.path("digest").stringValue())), "signature")
            .at("/layers/0");
    Path payload = blob(layer.path("digest").stringValue());
    assertThat(Files.readString(payload)).contains("\"docker-manifest-digest\":\"" + digest);
    Path signature =
        Files.write(
            folder.resolve("signature"),
            Base64.getDecoder()
                .decode(
                    layer
                        .path("annotations")
                        .path("dev.cosignproject.cosign/signature")
                        .stringValue()));

    assertThat(openssl("cosign.pub", signature, payload)).isZero();
    assertThat(openssl("other.pub", signature, payload)).isNotZero();
  }

  private int openssl(String pub, Path signature, Path payload) throws Exception {
    return new ProcessBuilder(
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            key(pub).toString(),
            "-signature",
            signature.toString(),
            payload.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("openssl.txt").toFile())
        .start()
        .waitFor();
  }

  @Test
  void comesBackFromARealRegistry() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(folder)) {
      String place = "oci://" + registry.repository();
      String digest = export(place + ":v1");

      assertThat(take(place + ":v1", "other.pub").exitCode()).isEqualTo(8);
      assertThat(take(place + "@" + digest, "cosign.pub").err()).isEmpty();

      isBack(digest);
      assertThat(take(place + ":v2", "cosign.pub").err()).contains("there is no `v2`");
    }
  }
}
