package dev.evenkeel.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.ExchangeRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/// The exchange's addresses on a port of their own.
final class ExchangeServer implements AutoCloseable {
  private final HttpServer server;
  private final List<Route> routes;

  ExchangeServer(Exchange exchange) throws IOException {
    routes = new ExchangeRoutes(exchange).routes();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      List<String> parts = List.of(http.getRequestURI().getPath().split("/", -1));
      Optional<Route> route =
          routes.stream()
              .filter(one -> one.method().equals(http.getRequestMethod()))
              .filter(one -> one.path().endsWith("/" + parts.getLast()))
              .findFirst();
      if (route.isEmpty() || parts.size() != 7) {
        http.sendResponseHeaders(404, -1);
        return;
      }
      try {
        Reply reply = route.get().handler().handle(new Asked(http, parts));
        send(http, reply);
      } catch (ProblemException e) {
        byte[] words = e.problem().sentence().getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(e.problem().kind().httpStatus(), words.length);
        http.getResponseBody().write(words);
      }
    }
  }

  private static void send(HttpExchange http, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Whole whole -> {
        http.sendResponseHeaders(
            whole.status(), whole.body().length == 0 ? -1 : whole.body().length);
        if (whole.body().length > 0) {
          http.getResponseBody().write(whole.body());
        }
      }
      case Reply.Streamed streamed -> {
        http.sendResponseHeaders(streamed.status(), 0);
        try (OutputStream out = http.getResponseBody()) {
          streamed.writer().writeTo(out);
        }
      }
    }
  }

  private record Asked(HttpExchange http, List<String> parts) implements Request {
    @Override
    public String path(String name) {
      return Map.of("attempt", parts.get(4), "epoch", parts.get(5)).getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
    }

    @Override
    public byte[] body(int bytesMax) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream stream() {
      return http.getRequestBody();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
