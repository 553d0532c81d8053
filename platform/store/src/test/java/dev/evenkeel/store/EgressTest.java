package dev.evenkeel.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attack 25: whoever may name an address must reach nothing behind our walls by it.
@Timeout(60)
class EgressTest {
  private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();
  private static final String PUBLIC = "93.184.215.14";

  @TempDir Path folder;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private static Egress answering(List<String> allowed, String... addresses) {
    return new Egress(allowed, _ -> literals(addresses), TLS);
  }

  private static InetAddress[] literals(String... addresses) {
    return List.of(addresses).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static void assertRefused(Egress egress, String address) {
    assertThatThrownBy(() -> egress.check(address))
        .as(address)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT));
    assertThatThrownBy(() -> egress.send(get(address)))
        .as(address)
        .isInstanceOfAny(ProblemException.class, UnknownHostException.class);
  }

  private static Egress.Call get(String address) {
    return new Egress.Call("GET", address, Map.of(), new byte[0], Duration.ofSeconds(5), 1_000);
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    opened.add(() -> server.stop(0));
    return server;
  }

  private static void answer(HttpServer server, int status, String location, String body) {
    server.createContext(
        "/",
        exchange -> {
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://10.1.2.3/",
        "https://172.31.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://100.100.100.200/",
        "https://169.254.169.254/latest/meta-data/",
        "https://168.63.129.16/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://198.18.0.1/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001::1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25lo]/",
        "https://[fd00:ec2::254]/",
        "https://[ff02::1]/",
        "https://[2001:db8::1]/"
      })
  void refusesAddressesOfClosedNetworksHoweverTheyAreWritten(String address) {
    // What looks like a name must not reach the DNS, which could answer anything.
    assertRefused(answering(List.of(), PUBLIC), address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "https://user:secret@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example/#@127.0.0.1/",
        "https://hooks.example:0/",
        "https://hooks.example:65536/",
        "https://hooks.example\\@127.0.0.1/",
        "https:///path",
        "https://.../",
        "hooks.example",
        "//hooks.example/",
        "https://hooks\u3002example/",
        "https://hooks.example/\r\nHost: x",
        ""
      })
  void refusesAddressesThatAreNotPlainHttps(String address) {
    assertRefused(answering(List.of(), PUBLIC), address);
  }

  @Test
  void aRefusalDoesNotRepeatAPassword() {
    assertThatThrownBy(() -> answering(List.of(), PUBLIC).check("https://me:hunter2@h.example/"))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void takesAPublicHost() {
    assertThatCode(() ->
            answering(List.of(), PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
                .check("https://hooks.example:8443/in?a=b"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"})
  void refusesANameOfWhichOneAddressIsPrivate(String hidden) {
    assertRefused(answering(List.of(), PUBLIC, hidden), "https://hooks.example/");
  }

  @Test
  void asksTheDnsOnceAndConnectsToWhatItChecked() throws IOException {
    HttpServer inside = server();
    AtomicInteger reached = new AtomicInteger();
    inside.createContext("/", exchange -> reached.incrementAndGet());
    AtomicInteger asked = new AtomicInteger();
    int port = inside.getAddress().getPort();
    Egress egress =
        new Egress(
            List.of("127.0.0.2/32"),
            // First what is allowed, and from then on where the attacker wants to go.
            _ -> literals(asked.incrementAndGet() == 1 ? "127.0.0.2" : "127.0.0.1"),
            TLS);

    // Nobody listens at 127.0.0.2.
    assertThatThrownBy(() -> egress.send(get("http://rebind.example:" + port + "/")))
        .isInstanceOf(IOException.class);

    assertThat(asked).hasValue(1);
    assertThat(reached).hasValue(0);
    assertRefused(egress, "http://rebind.example:" + port + "/");
  }

  @Test
  void doesNotFollowRedirects() throws IOException {
    HttpServer inside = server();
    AtomicInteger reached = new AtomicInteger();
    inside.createContext("/", exchange -> reached.incrementAndGet());
    HttpServer outside = server();
    answer(outside, 302, "http://127.0.0.1:" + inside.getAddress().getPort() + "/", "");
    int port = outside.getAddress().getPort();

    Egress.Answer answer =
        new Egress(List.of("127.0.0.1:" + port)).send(get("http://127.0.0.1:" + port + "/"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(reached).hasValue(0);
  }

  @Test
  void allowsTheNamedPortOfAHostAndNoOther() {
    Egress egress = answering(List.of("hooks.internal:8443", "[::1]:9000"), "10.0.0.7");

    assertThatCode(() -> egress.check("https://HOOKS.internal:8443/")).doesNotThrowAnyException();
    assertThatCode(() -> egress.check("http://[::1]:9000/")).doesNotThrowAnyException();
    assertRefused(egress, "https://hooks.internal/");
    assertRefused(egress, "https://other.internal:8443/");
    assertRefused(egress, "http://[::1]:9001/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "localhost", "*", "::/129", "1.2.3.4/x", ""})
  void refusesASettingThatIsNoBlock(String entry) {
    assertThatThrownBy(() -> new Egress(List.of(entry)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.CONFIGURATION));
  }

  @Test
  void aBlockHoldsWhatItsBitsSay() {
    AddressBlock block = AddressBlock.parse("10.32.0.0/11");

    assertThat(block.holds(InetAddress.ofLiteral("10.63.255.255"))).isTrue();
    assertThat(block.holds(InetAddress.ofLiteral("10.64.0.0"))).isFalse();
    assertThat(block.holds(InetAddress.ofLiteral("10.31.255.255"))).isFalse();
  }

  @Test
  void sendsBodyAndHeadersAndCutsTheAnswer() throws IOException {
    HttpServer server = server();
    List<String> seen = new ArrayList<>();
    server.createContext(
        "/in",
        exchange -> {
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          seen.add(exchange.getRequestHeaders().getFirst("X-Test"));
          seen.add(exchange.getRequestHeaders().getFirst("Host"));
          seen.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(201, 0);
          exchange.getResponseBody().write("0123456789".repeat(100).getBytes(UTF_8));
          exchange.close();
        });
    int port = server.getAddress().getPort();

    Egress.Answer answer =
        new Egress(List.of("127.0.0.0/8"))
            .send(
                new Egress.Call(
                    "POST",
                    "http://127.0.0.1:" + port + "/in?a=b%20c",
                    Map.of("X-Test", "yes"),
                    "Zürich".getBytes(UTF_8),
                    Duration.ofSeconds(5),
                    25));

    assertThat(seen).containsExactly("POST /in?a=b%20c", "yes", "127.0.0.1:" + port, "Zürich");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("0123456789012345678901234");
    assertThat(answer.isCut()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nA: ",
        ""
      })
  void saysOfABrokenAnswerThatItIsBroken(String raw) throws Exception {
    int port = raw(raw, 0);

    assertThatThrownBy(
            () -> new Egress(List.of("127.0.0.0/8")).send(get("http://127.0.0.1:" + port + "/")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatTricklesEndsInTime() throws Exception {
    int port = raw("HTTP/1.1 200 OK\r\n\r\n" + "a".repeat(400), 50);
    Egress.Call call =
        new Egress.Call(
            "GET",
            "http://127.0.0.1:" + port + "/",
            Map.of(),
            new byte[0],
            Duration.ofMillis(700),
            1 << 20);
    Instant before = Instant.now();

    assertThatThrownBy(() -> new Egress(List.of("127.0.0.0/8")).send(call))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in time");

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(6));
  }

  /// A server that writes a text, with a pause after each character, and hangs up.
  private int raw(String text, long pauseMillis) throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(listening);
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = listening.accept()) {
            InputStream in = socket.getInputStream();
            for (int last = 0, next = in.read(); last != '\r' || next != '\r'; ) {
              last = next == '\n' ? last : next;
              next = in.read();
              if (next == '\n') {
                next = in.read();
              }
            }
            for (byte each : text.getBytes(UTF_8)) {
              socket.getOutputStream().write(each);
              if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
              }
            }
            in.read();
          } catch (IOException | InterruptedException e) {
            // The other side hung up.
          }
        });
    return listening.getLocalPort();
  }

  @Test
  void aCertificateMustBeOfTheNameThatWasAsked() throws Exception {
    SSLContext context = certificate("hooks.example");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.start();
    opened.add(() -> server.stop(0));
    answer(server, 200, "", "hello");
    int port = server.getAddress().getPort();
    Egress egress =
        new Egress(List.of("127.0.0.0/8"), _ -> literals("127.0.0.1"), context.getSocketFactory());

    assertThat(new String(egress.send(get("https://hooks.example:" + port + "/")).body(), UTF_8))
        .isEqualTo("hello");
    assertThatThrownBy(() -> egress.send(get("https://other.example:" + port + "/")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            new Egress(List.of("127.0.0.0/8"), _ -> literals("127.0.0.1"), TLS)
                .send(get("https://hooks.example:" + port + "/")))
        .as("a certificate that nobody vouches for")
        .isInstanceOf(IOException.class);
  }

  private SSLContext certificate(String host) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "changeit".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void writesASuccessElsewhereAndKeepsARefusal() throws IOException {
    HttpServer server = server();
    server.createContext(
        "/large",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[300_000]);
          exchange.close();
        });
    answer(server, 404, "", "there is none");
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    Egress egress = new Egress(List.of("127.0.0.0/8"));
    ByteArrayOutputStream into = new ByteArrayOutputStream();
    Egress.Answer whole = egress.download(get(base + "/large"), into, 300_000);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.isCut()).isFalse();
    assertThat(into.size()).isEqualTo(300_000);
    into.reset();
    assertThat(egress.download(get(base + "/large"), into, 299_999).isCut()).isTrue();
    assertThat(into.size()).isEqualTo(299_999);
    into.reset();
    Egress.Answer refusal = egress.download(get(base + "/none"), into, 300_000);
    assertThat(new String(refusal.body(), UTF_8)).isEqualTo("there is none");
    assertThat(into.size()).isZero();
  }
}
