package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.access.NewToken;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// A running server that knows two people, asked by raw requests, so that nothing on our side
/// tidies them.
final class GuardedServer implements AutoCloseable {
  static final String PASSWORD = "a keel keeps it upright";

  final Evenkeel evenkeel;
  final String admin;
  final String editor;
  final String viewer;

  record Answer(int status, String head, String body) {
    /// A header's value; empty when it is not there.
    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  private GuardedServer(Evenkeel evenkeel, String admin, String editor, String viewer) {
    this.evenkeel = evenkeel;
    this.admin = admin;
    this.editor = editor;
    this.viewer = viewer;
  }

  static GuardedServer start(Path home) {
    return start(new ServerConfiguration(home, 0, "", "", ""));
  }

  static GuardedServer start(ServerConfiguration configuration) {
    String[] tokens = new String[3];
    try (Home _ = Home.open(configuration.home());
        Database database = HomeRegistry.database(configuration)) {
      Clock clock = Clock.system();
      Access access =
          Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local());
      access.users().add("root", PASSWORD, Map.of(Principal.EVERYWHERE, Role.ADMIN));
      access.users().add("ed", PASSWORD, Map.of(Principal.EVERYWHERE, Role.EDITOR));
      access.users().add("vera", PASSWORD, Map.of(Principal.EVERYWHERE, Role.VIEWER));
      tokens[0] = token(access, "root");
      tokens[1] = token(access, "ed");
      tokens[2] = token(access, "vera");
    }
    return new GuardedServer(
        Evenkeel.start(configuration, Clock.system()), tokens[0], tokens[1], tokens[2]);
  }

  private static String token(Access access, String user) {
    return access
        .tokens()
        .create(user, new NewToken("test", Acting.DEFAULT_PROJECT, Role.ADMIN, Duration.ofDays(1)))
        .secret();
  }

  Answer send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Host", "127.0.0.1:" + evenkeel.address().getPort());
    all.put("Connection", "close");
    all.put("Content-Length", String.valueOf(bytes.length));
    StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
    all.forEach((name, value) -> head.append("%s: %s\r\n".formatted(name, value)));
    head.append("\r\n");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), evenkeel.address().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      assertThat(end).as(method + " " + path + "\n" + answer).isPositive();
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  Answer get(String path, Map<String, String> headers) throws IOException {
    return send("GET", path, headers, "");
  }

  String origin() {
    return "http://127.0.0.1:" + evenkeel.address().getPort();
  }

  static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  /// Signs a browser in and answers its cookie, as `name=value`.
  String session(String user) throws IOException {
    Answer answer =
        send(
            "POST",
            "/sign-in",
            Map.of("Content-Type", "application/x-www-form-urlencoded", "Origin", origin()),
            "user=%s&password=%s&to=/".formatted(user, PASSWORD.replace(' ', '+')));
    assertThat(answer.status).as(answer.body).isEqualTo(303);
    String cookie = answer.header("Set-Cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Override
  public void close() {
    evenkeel.close();
  }
}
