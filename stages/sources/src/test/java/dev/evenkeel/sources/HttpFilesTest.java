package dev.evenkeel.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Egress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFilesTest extends SourceKindContract {
  private HttpServer server;
  private String content = "id,name\n1,ant\n2,bee\n";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String tag = "\"%d\"".formatted(content.hashCode());
          exchange.getResponseHeaders().add("ETag", tag);
          if (path.startsWith("/to/")) {
            exchange.getResponseHeaders().add("Location", path.substring(3));
            exchange.sendResponseHeaders(302, -1);
          } else if (path.startsWith("/round")) {
            exchange.getResponseHeaders().add("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
          } else if (path.equals("/none.csv")) {
            exchange.sendResponseHeaders(404, -1);
          } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            exchange.getResponseHeaders().add("Content-Type", "text/csv; charset=utf-8");
            byte[] body = content.getBytes(UTF_8);
            exchange.sendResponseHeaders(
                200, path.equals("/torn.csv") ? body.length + 9 : body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SourceRequest at(String path) {
    return SourceRequest.of("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  @Override
  protected SourceKind kind() {
    return new HttpFiles();
  }

  @Override
  protected SourceRequest first() {
    return at("/animals.csv?key=secret");
  }

  @Override
  protected void more() {
    content += "3,cat\n";
  }

  @Override
  protected SourceRequest nothing() {
    return at("/none.csv");
  }

  @Test
  void followsALinkAndKnowsTheFormatByNameOrType() throws IOException {
    assertThat(rows(fetch(at("/to/animals.csv")))).containsExactly("1 ant", "2 bee");
    assertThat(rows(fetch(at("/latest")))).containsExactly("1 ant", "2 bee");
  }

  @Test
  void endsWhereALinkLeadsRound() {
    assertThatThrownBy(() -> fetch(at("/round.csv"))).hasMessageContaining("leads on and on");
  }

  @Test
  void takesNoFileThatBrokeOff() {
    assertThatThrownBy(() -> fetch(at("/torn.csv"))).isInstanceOf(ProblemException.class);
  }

  @Test
  void goesNowhereThatTheServerMayNot() throws IOException {
    Surroundings closed =
        new Surroundings(
            Files.createDirectory(folder.resolve("closed")),
            BYTES_MAX,
            new Egress(List.of()),
            Map.of(),
            Map.of(),
            List.of());
    assertThatThrownBy(() -> kind().fetch(first(), closed)).hasMessageContaining("cannot be asked");
  }

  @Test
  void tellsNobodyTheQueryOfAnAddress() {
    server.stop(0);
    assertThatThrownBy(() -> fetch(first()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().toString()).doesNotContain("secret"));
  }
}
