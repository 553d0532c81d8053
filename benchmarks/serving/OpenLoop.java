import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends requests at a fixed rate, whatever the answers take, and measures from the time a request was due: a server
/// that stalls is charged for every request that had to wait, which a closed loop such as wrk hides.
///
/// usage: java OpenLoop.java URL BODY_FILE REQUESTS_PER_SECOND SECONDS [CONNECTIONS]
final class OpenLoop {
  private static final int WAITING_MAX = 20_000;

  private final URI address;
  private final byte[] request;
  private final LinkedBlockingDeque<Connection> free = new LinkedBlockingDeque<>();
  private final AtomicInteger waiting = new AtomicInteger();

  private OpenLoop(URI address, byte[] body, int connections) throws IOException {
    this.address = address;
    byte[] head =
        ("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n")
            .formatted(address.getRawPath(), address.getAuthority(), body.length)
            .getBytes(StandardCharsets.US_ASCII);
    request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    for (int index = 0; index < connections; index++) {
      free.add(new Connection());
    }
  }

  public static void main(String[] arguments) throws Exception {
    URI address = URI.create(arguments[0]);
    byte[] body = Files.readAllBytes(Path.of(arguments[1]));
    double rate = Double.parseDouble(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    int connections = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 256;
    System.out.println(new OpenLoop(address, body, connections).run(rate, seconds));
  }

  private String run(double rate, int seconds) throws InterruptedException {
    int due = (int) (rate * seconds);
    long[] nanos = new long[due];
    int[] statuses = new int[due];
    Thread[] threads = new Thread[due];
    long begun = System.nanoTime();
    for (int index = 0; index < due; index++) {
      long at = begun + (long) (index * 1e9 / rate);
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(Math.max(1, at - System.nanoTime()));
      }
      int which = index;
      if (waiting.incrementAndGet() > WAITING_MAX) {
        waiting.decrementAndGet();
        continue; // status 0: it could not even be sent
      }
      threads[index] =
          Thread.startVirtualThread(() -> {
            statuses[which] = ask();
            nanos[which] = System.nanoTime() - at;
            waiting.decrementAndGet();
          });
    }
    for (Thread thread : threads) {
      if (thread != null) {
        thread.join(30_000);
      }
    }
    double took = (System.nanoTime() - begun) / 1e9;
    return report(nanos, statuses, due, took);
  }

  private static String report(long[] nanos, int[] statuses, int due, double took) {
    long[] answered = new long[due];
    int good = 0;
    int busy = 0;
    int other = 0;
    for (int index = 0; index < due; index++) {
      switch (statuses[index]) {
        case 200 -> answered[good++] = nanos[index];
        case 429 -> busy++;
        default -> other++;
      }
    }
    long[] sorted = Arrays.copyOf(answered, good);
    Arrays.sort(sorted);
    return "{\"due\": %d, \"seconds\": %.2f, \"goodPerSecond\": %.1f, \"busy\": %d, \"failed\": %d, \"p50Millis\": %.2f, \"p99Millis\": %.2f}"
        .formatted(due, took, good / took, busy, other, percentile(sorted, 0.5), percentile(sorted, 0.99));
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
  }

  private int ask() {
    Connection connection = null;
    try {
      connection = free.poll(30, TimeUnit.SECONDS);
      if (connection == null) {
        return 0;
      }
      return connection.ask();
    } catch (IOException | InterruptedException e) {
      return -1;
    } finally {
      if (connection != null) {
        free.addFirst(connection);
      }
    }
  }

  private final class Connection {
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    int ask() throws IOException {
      try {
        if (socket == null) {
          socket = new Socket(address.getHost(), address.getPort());
          socket.setTcpNoDelay(true);
          socket.setSoTimeout(30_000);
          in = new BufferedInputStream(socket.getInputStream());
          out = socket.getOutputStream();
        }
        out.write(request);
        return answer();
      } catch (IOException e) {
        if (socket != null) {
          socket.close();
        }
        socket = null;
        throw e;
      }
    }

    private int answer() throws IOException {
      int status = Integer.parseInt(line().split(" ")[1]);
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      in.skipNBytes(length);
      return status;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int each = in.read(); each != '\n'; each = in.read()) {
        if (each < 0) {
          throw new IOException("the server hung up");
        }
        if (each != '\r') {
          line.append((char) each);
        }
      }
      return line.toString();
    }
  }
}
