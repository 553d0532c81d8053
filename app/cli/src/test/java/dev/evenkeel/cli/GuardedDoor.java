package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/// A running server as a company has it: TLS by an authority of its own, and people with roles in
/// two projects, made by our commands.
final class GuardedDoor implements AutoCloseable {
  static final String PROJECT = "fraud";
  static final String OTHER_PROJECT = "ads";

  /// Of all stores of keys here.
  static final String STORE_PASSWORD = "changeit";

  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";

  /// @param role in the project
  /// @param token counts in that project
  record Person(String name, String role, String project, String password, String token) {}

  private final Path folder;
  private final Person editor;
  private final Person deployer;
  private final Person viewer;
  private final Person stranger;
  private final Evenkeel evenkeel;

  GuardedDoor(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    this.folder = folder;
    Path home = Files.createDirectories(folder.resolve("home"));
    writePems(home);
    Files.writeString(
        home.resolve(ServerConfiguration.FILE),
        "hosts: [localhost]%ntls: {certificate: cert.pem, key: key.pem}%n".formatted());
    atHome("user", "add", "root", "--role", "admin");
    atHome("project", "create", PROJECT);
    atHome("project", "create", OTHER_PROJECT);
    editor = person("anna", "editor", PROJECT);
    deployer = person("dora", "deployer", PROJECT);
    viewer = person("vera", "viewer", PROJECT);
    stranger = person("olaf", "editor", OTHER_PROJECT);
    evenkeel = Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
  }

  private JsonNode atHome(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--home", folder.resolve("home")));
    Cli.Seen seen = Cli.run(all.toArray());
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the answer");
  }

  private Person person(String name, String role, String project) {
    String password =
        atHome("user", "add", name, "--role", role, "--project", project)
            .path("password")
            .asString("");
    String token =
        atHome("token", "create", "ci", "--user", name, "--project", project, "--role", role)
            .path("token")
            .asString("");
    return new Person(name, role, project, password, token);
  }

  /// An authority, and a certificate of the server by it.
  private void writePems(Path home)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("keys.p12");
    keytool(
        store,
        "-genkeypair",
        "-alias",
        AUTHORITY,
        "-dname",
        "CN=Our authority",
        "-ext",
        "bc:c",
        "-ext",
        "ku=keyCertSign,cRLSign");
    keytool(
        store,
        "-genkeypair",
        "-alias",
        SERVER,
        "-dname",
        "CN=localhost",
        "-signer",
        AUTHORITY,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
    Certificate authority = keys.getCertificate(AUTHORITY);
    Files.writeString(authority(), pem("CERTIFICATE", authority.getEncoded()));
    Files.writeString(
        home.resolve("cert.pem"), pem("CERTIFICATE", keys.getCertificate(SERVER).getEncoded()));
    byte[] key = keys.getKey(SERVER, STORE_PASSWORD.toCharArray()).getEncoded();
    Files.writeString(home.resolve("key.pem"), pem("PRIVATE KEY", key));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, authority);
    try (var out = Files.newOutputStream(trustStore())) {
      trusted.store(out, STORE_PASSWORD.toCharArray());
    }
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", STORE_PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /// The authority's certificate, which clients trust.
  Path authority() {
    return folder.resolve("ca.pem");
  }

  /// The same for clients that run in a JVM.
  Path trustStore() {
    return folder.resolve("ca.p12");
  }

  Person editor() {
    return editor;
  }

  Person deployer() {
    return deployer;
  }

  Person viewer() {
    return viewer;
  }

  /// Has no role in the project of the others.
  Person stranger() {
    return stranger;
  }

  /// As its certificate names it.
  URI address() {
    return URI.create("https://localhost:%d/".formatted(evenkeel.address().getPort()));
  }

  /// A tracking URI within a project.
  URI tracking(String project) {
    return address().resolve("projects/" + project);
  }

  /// What a person sends in one's own project.
  HttpResponse<String> send(Person person, String method, String path, byte[] body)
      throws IOException, InterruptedException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(trustStore().toFile(), STORE_PASSWORD.toCharArray());
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(
          HttpRequest.newBuilder(address().resolve(path))
              .header("Authorization", "Bearer " + person.token())
              .method(method, BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Override
  public void close() {
    evenkeel.close();
  }
}
