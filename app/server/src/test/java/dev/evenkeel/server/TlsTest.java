package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The port under TLS, with certificates of the JDK's own tool.
@Timeout(120)
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;
  private NetworkSettings.TlsFiles files;
  private HttpServer server;
  private KeyStore trusted;

  @BeforeEach
  void start() throws Exception {
    files = new NetworkSettings.TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    write(pair("first", "RSA"));
    server = start(files);
  }

  private static HttpServer start(NetworkSettings.TlsFiles files) {
    return HttpServer.start(
        0,
        new HttpServer.Mounted(
            List.of(
                Route.get("/ok", "", _ -> Reply.text("fine")),
                Route.post("/echo", "", request -> Reply.text("" + request.body(1 << 20).length))),
            List.of(),
            List.of()),
        new NetworkSettings("127.0.0.1", List.of(), false, Optional.of(files), List.of()),
        Identities.LOCAL,
        Duration.ofSeconds(1),
        ConnectionSettings.DEFAULT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// A pair that clients of this test trust.
  private KeyStore pair(String name, String algorithm) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore pair = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      pair.load(in, PASSWORD.toCharArray());
    }
    trusted.setCertificateEntry(name, pair.getCertificate("server"));
    return pair;
  }

  private void write(KeyStore pair) throws Exception {
    Certificate certificate = pair.getCertificate("server");
    Files.writeString(files.certificate(), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(
        files.key(),
        pem("PRIVATE KEY", pair.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  private SSLContext context() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] managers = factory.getTrustManagers();
    context.init(null, managers, null);
    return context;
  }

  private HttpResponse<String> ask(HttpClient.Version version, byte[] body) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(context()).build()) {
      URI address = URI.create("https://localhost:%d".formatted(server.port()));
      HttpRequest.Builder request =
          body.length == 0
              ? HttpRequest.newBuilder(address.resolve("/ok"))
              : HttpRequest.newBuilder(address.resolve("/echo"))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private SSLSocket socket() throws Exception {
    return (SSLSocket)
        context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
  }

  private BigInteger serial() throws Exception {
    try (SSLSocket socket = socket()) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  @Test
  void bothVersionsOfHttpAreSpoken() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpResponse<String> answer = ask(version, new byte[0]);
      assertThat(answer.body()).isEqualTo("fine");
      assertThat(answer.version()).isEqualTo(version);
      assertThat(ask(version, new byte[500_000]).body()).isEqualTo("500000");
    }
  }

  @Test
  void plainTextAndOldVersionsAreNot() throws Exception {
    try (SSLSocket socket = socket()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (SSLSocket socket = socket()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
    try (java.net.Socket plain =
        new java.net.Socket(InetAddress.getLoopbackAddress(), server.port())) {
      plain.setSoTimeout(20_000);
      plain
          .getOutputStream()
          .write("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      String answer = "";
      try {
        answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        // Hung up on, which is as good.
      }
      assertThat(answer).doesNotContain("fine");
    }
    assertThat(ask(HttpClient.Version.HTTP_2, new byte[0]).body()).isEqualTo("fine");
  }

  @Test
  void aNewCertificateIsTakenAndABrokenOneIsNot() throws Exception {
    BigInteger first = serial();
    KeyStore second = pair("second", "EC");
    write(second);
    BigInteger wanted = ((X509Certificate) second.getCertificate("server")).getSerialNumber();
    awaitSerial(wanted);
    assertThat(wanted).isNotEqualTo(first);

    Files.writeString(files.certificate(), "nonsense");
    Thread.sleep(3_000);

    assertThat(serial()).isEqualTo(wanted);

    write(pair("third", "RSA"));
    awaitSerial(((X509Certificate) trusted.getCertificate("third")).getSerialNumber());
  }

  private void awaitSerial(BigInteger wanted) throws Exception {
    long until = System.nanoTime() + 30_000_000_000L;
    while (!serial().equals(wanted)) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.sleep(200);
    }
  }

  @Test
  void whatIsNoPairStopsTheStartInWords() throws Exception {
    pair("other", "RSA");
    Files.writeString(
        files.certificate(), pem("CERTIFICATE", trusted.getCertificate("other").getEncoded()));
    assertThatThrownBy(() -> start(files))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not the key of the certificate");

    Files.writeString(files.key(), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n");
    assertThatThrownBy(() -> start(files)).hasMessageContaining("PKCS #8");
    Files.delete(files.key());
    assertThatThrownBy(() -> start(files)).hasMessageContaining("cannot be read");
  }
}
