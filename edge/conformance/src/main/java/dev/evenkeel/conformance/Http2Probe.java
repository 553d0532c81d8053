package dev.evenkeel.conformance;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Calls `ServerLive` as the clients of gRPC in Python, C++ and what stands on them do: with every
/// name of a header spelt out, where the Java client sends an index.
final class Http2Probe {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String PATH = "/inference.GRPCInferenceService/ServerLive";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAME_BYTES_MAX = 16_384;
  private static final int FRAMES_MAX = 100;
  private static final byte[] EMPTY_MESSAGE = new byte[5];

  private final DataInputStream in;
  private final DataOutputStream out;

  private Http2Probe(Socket socket) throws IOException {
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /// Returns when the call is answered, by whatever status.
  static void ask(String address, Duration timeout) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      throw new Check.NotOffered("`%s` is no HOST:PORT".formatted(address));
    }
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket()) {
      int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
      socket.connect(new InetSocketAddress(address.substring(0, colon), port), millis);
      socket.setSoTimeout(millis);
      Http2Probe probe = new Http2Probe(socket);
      probe.send(address);
      probe.awaitAnswer();
    } catch (IOException e) {
      throw new Check.Broken("no answer, and the connection ended: " + e);
    }
  }

  private void send(String authority) throws IOException {
    out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    spell(block, ":method", "POST");
    spell(block, ":scheme", "http");
    spell(block, ":path", PATH);
    spell(block, ":authority", authority);
    spell(block, "content-type", "application/grpc");
    spell(block, "te", "trailers");
    frame(HEADERS, END_HEADERS, 1, block.toByteArray());
    frame(DATA, END_STREAM, 1, EMPTY_MESSAGE);
    out.flush();
  }

  /// A literal of HPACK that is not remembered.
  private static void spell(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      block.write(Math.min(bytes.length, 126));
      block.write(bytes, 0, Math.min(bytes.length, 126));
    }
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  private void awaitAnswer() throws IOException {
    for (int frame = 0; frame < FRAMES_MAX; frame++) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      Check.demand(length <= FRAME_BYTES_MAX, "a frame of %d bytes, unasked", length);
      byte[] payload = new byte[length];
      in.readFully(payload);
      Check.demand(type != GOAWAY, "the connection was ended (GOAWAY)");
      Check.demand(type != RST_STREAM || stream != 1, "the call was ended (RST_STREAM)");
      if (type == HEADERS && stream == 1) {
        return;
      }
      if (type == SETTINGS && (flags & ACK) == 0) {
        frame(SETTINGS, ACK, 0, new byte[0]);
        out.flush();
      }
    }
    throw new Check.Broken("%d frames came, and none was the answer".formatted(FRAMES_MAX));
  }
}
