package dev.evenkeel.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One request of HTTP/1.1 to an address that has been checked. Java's own client resolves the name
/// again when it connects, so it cannot be held to that.
final class PinnedExchange {
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  private final Egress.Target target;
  private final SSLSocketFactory tls;
  private final Instant deadline;

  PinnedExchange(Egress.Target target, SSLSocketFactory tls, Instant deadline) {
    this.target = target;
    this.tls = tls;
    this.deadline = deadline;
  }

  Egress.Answer send(Egress.Call call) throws IOException {
    return exchange(
        call,
        socket -> new AnswerReader(socket.getInputStream(), call.bytesMax()).read(isHead(call)));
  }

  /// Writes the body of a success elsewhere; what else is answered is kept as by [#send].
  Egress.Answer download(Egress.Call call, OutputStream into, long bytesMax) throws IOException {
    return exchange(
        call,
        socket ->
            new AnswerReader(socket.getInputStream(), call.bytesMax())
                .writing(into, bytesMax)
                .read(isHead(call)));
  }

  private static boolean isHead(Egress.Call call) {
    return call.method().equals("HEAD");
  }

  @FunctionalInterface
  private interface Reading {
    Egress.Answer read(Socket socket) throws IOException;
  }

  private Egress.Answer exchange(Egress.Call call, Reading reading) throws IOException {
    Socket connected = connect();
    // Reads have a time-out in Java and writes none, and a slow trickle would outlast any: so
    // whoever is late loses the connection.
    Thread watch = Thread.ofVirtual().name("egress").start(() -> closeLate(connected));
    try (connected) {
      Socket socket = target.isSecure() ? secured(connected) : connected;
      write(socket.getOutputStream(), call);
      return reading.read(socket);
    } catch (IOException e) {
      if (left().isPositive()) {
        throw e;
      }
      throw late(e);
    } finally {
      watch.interrupt();
    }
  }

  private Socket connect() throws IOException {
    IOException failure = new IOException("it has no address");
    for (InetAddress address : target.addresses()) {
      Duration left = left();
      if (!left.isPositive()) {
        throw late(failure);
      }
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        long millis = Math.min(left.toMillis() + 1, CONNECTING.toMillis());
        socket.connect(new InetSocketAddress(address, target.port()), (int) millis);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Socket connected) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(connected, target.host(), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!AddressBlock.isLiteral(target.host())) {
      String name = target.host();
      parameters.setServerNames(
          List.of(
              new SNIHostName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private void write(OutputStream out, Egress.Call call) throws IOException {
    String path = target.uri().getRawPath();
    String query = target.uri().getRawQuery();
    StringBuilder head =
        new StringBuilder(call.method())
            .append(' ')
            .append(path == null || path.isEmpty() ? "/" : path)
            .append(query == null ? "" : "?" + query)
            .append(" HTTP/1.1\r\n");
    header(head, "Host", authority());
    header(head, "User-Agent", "Evenkeel");
    header(head, "Accept-Encoding", "identity");
    header(head, "Connection", "close");
    for (Map.Entry<String, String> each : call.headers().entrySet()) {
      header(head, each.getKey(), each.getValue());
    }
    if (call.body().length > 0 || call.method().equals("POST")) {
      header(head, "Content-Length", String.valueOf(call.body().length));
    }
    head.append("\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    whole.write(call.body());
    out.write(whole.toByteArray());
    out.flush();
  }

  private String authority() {
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    boolean isUsual = target.port() == (target.isSecure() ? 443 : 80);
    return isUsual ? host : host + ":" + target.port();
  }

  private static void header(StringBuilder head, String name, String value) {
    if (!name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(each -> each < 32 || each > 126)) {
      throw new IllegalArgumentException("Cannot send header %s: not one line".formatted(name));
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private Duration left() {
    return Duration.between(Instant.now(), deadline);
  }

  private void closeLate(Socket socket) {
    try {
      Thread.sleep(left().isPositive() ? left() : Duration.ZERO);
      socket.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed then.
    }
  }

  private static IOException late(IOException cause) {
    InterruptedIOException late = new InterruptedIOException("no answer in time");
    late.initCause(cause);
    return late;
  }

  /// Reads an answer, of which nothing is believed.
  private static final class AnswerReader {
    private static final int HEAD_BYTES_MAX = 64 << 10;

    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private OutputStream body = kept;
    private long space;
    private @Nullable OutputStream success;
    private long successSpace;
    private int headBytes;
    private boolean isCut;

    AnswerReader(InputStream in, int bytesMax) {
      this.in = new BufferedInputStream(in);
      this.space = bytesMax;
    }

    AnswerReader writing(OutputStream into, long bytesMax) {
      success = into;
      successSpace = bytesMax;
      return this;
    }

    Egress.Answer read(boolean isHead) throws IOException {
      int status = status();
      Map<String, String> headers = headers();
      while (status < 200) {
        status = status();
        headers = headers();
      }
      if (success != null && status / 100 == 2) {
        body = success;
        space = successSpace;
      }
      if (!isHead && status != 204 && status != 304) {
        body(headers);
      }
      return new Egress.Answer(status, headers, kept.toByteArray(), isCut);
    }

    private int status() throws IOException {
      String line = line();
      if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
        throw new IOException("the answer is not HTTP");
      }
      return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
      Map<String, String> headers = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(
              line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip());
        }
      }
      return headers;
    }

    private void body(Map<String, String> headers) throws IOException {
      String length = headers.getOrDefault("content-length", "");
      if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
        chunks();
      } else if (length.matches("\\d{1,18}")) {
        take(Long.parseLong(length), true);
      } else {
        take(Long.MAX_VALUE, false);
      }
    }

    private void chunks() throws IOException {
      while (!isCut) {
        String size = line().replaceFirst(";.*", "").strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
          throw new IOException("the answer is not HTTP");
        }
        long bytes = Long.parseLong(size, 16);
        if (bytes == 0) {
          return;
        }
        take(bytes, true);
        if (!isCut) {
          line();
        }
      }
    }

    private void take(long bytes, boolean isKnown) throws IOException {
      byte[] buffer = new byte[64 << 10];
      long left = bytes;
      while (left > 0) {
        if (space == 0) {
          isCut = isKnown || in.read() >= 0;
          return;
        }
        int read = in.read(buffer, 0, (int) Math.min(Math.min(left, space), buffer.length));
        if (read < 0) {
          if (isKnown) {
            throw new IOException("the answer broke off");
          }
          return;
        }
        body.write(buffer, 0, read);
        space -= read;
        left -= read;
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        headBytes++;
        if (next < 0 || headBytes > HEAD_BYTES_MAX) {
          throw new IOException(next < 0 ? "the answer broke off" : "its head is too long");
        }
        line.write(next);
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
