package dev.evenkeel.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// Somebody who is told, on a port of this machine.
final class Receiver implements AutoCloseable {
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final HttpServer server;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) ->
                  headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
          told.add(new Told(headers, new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
          Integer status = statuses.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, 0);
          exchange.getResponseBody().write("heard".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  /// What was sent.
  record Told(Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    JsonNode json() {
      return Json.parse(body.getBytes(UTF_8), "the event");
    }
  }

  String address() {
    return "http://127.0.0.1:%d/in/s3cret-path".formatted(server.getAddress().getPort());
  }

  /// Answers the next request by a status.
  void answerNext(int status) {
    statuses.add(status);
  }

  Told next() throws InterruptedException {
    Told next = told.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was sent");
    }
    return next;
  }

  boolean isQuiet() throws InterruptedException {
    return told.poll(1_500, TimeUnit.MILLISECONDS) == null;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
