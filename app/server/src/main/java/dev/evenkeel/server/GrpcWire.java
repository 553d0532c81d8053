package dev.evenkeel.server;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.Status;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.FlowControl;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2StreamWriter;
import io.helidon.http.http2.StreamFlowControl;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One stream of an HTTP/2 connection: what is sent on it, and which sides have ended. Frames are
/// sent by the stream's thread; the connection's may tell that the other side has gone.
final class GrpcWire {
  private static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/grpc");
  private static final Header PACKINGS =
      HeaderValues.createCached(HeaderNames.create("grpc-accept-encoding"), "identity,gzip");
  private static final HeaderName STATUS = HeaderNames.create("grpc-status");
  private static final HeaderName MESSAGE = HeaderNames.create("grpc-message");
  private static final int PREFIX_BYTES = 5;

  private final Http2StreamWriter writer;
  private final FlowControl.Outbound flow;
  private final int streamId;
  private boolean headersSent;
  private volatile boolean localEnded;
  private volatile boolean remoteEnded;
  private volatile boolean reset;

  GrpcWire(
      Http2StreamWriter writer,
      StreamFlowControl flowControl,
      int streamId,
      Http2StreamState state) {
    this.writer = writer;
    this.flow = flowControl.outbound();
    this.streamId = streamId;
    this.remoteEnded = state == Http2StreamState.HALF_CLOSED_REMOTE;
  }

  Http2StreamState state() {
    if (reset || (localEnded && remoteEnded)) {
      return Http2StreamState.CLOSED;
    }
    if (localEnded) {
      return Http2StreamState.HALF_CLOSED_LOCAL;
    }
    return remoteEnded ? Http2StreamState.HALF_CLOSED_REMOTE : Http2StreamState.OPEN;
  }

  /// Whether nothing more can be sent.
  boolean isEnded() {
    return localEnded || reset;
  }

  /// Whether the client took the call back.
  boolean isReset() {
    return reset;
  }

  void remoteEnded() {
    remoteEnded = true;
  }

  void reset() {
    reset = true;
  }

  void sendHeaders() {
    if (headersSent || isEnded()) {
      return;
    }
    headersSent = true;
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.set(CONTENT_TYPE);
    send(headers, true, Http2Flag.END_OF_HEADERS);
  }

  /// A message, never packed: clients accept it plain, and packing small ones only takes time.
  void sendMessage(byte[] message) {
    if (isEnded()) {
      return;
    }
    BufferData data = BufferData.create(PREFIX_BYTES + message.length);
    data.write(0);
    data.writeUnsignedInt32(message.length);
    data.write(message);
    writer.writeData(
        new Http2FrameData(
            Http2FrameHeader.create(
                PREFIX_BYTES + message.length,
                Http2FrameTypes.DATA,
                Http2Flag.DataFlags.create(0),
                streamId),
            data),
        flow);
  }

  /// The last that is sent; without messages before it also the first.
  void end(Status status, Metadata trailers) {
    if (isEnded()) {
      return;
    }
    localEnded = true;
    WritableHeaders<?> headers = WritableHeaders.create();
    if (!headersSent) {
      headers.set(CONTENT_TYPE);
      headers.set(PACKINGS);
    }
    headers.set(STATUS, String.valueOf(status.getCode().value()));
    String description = status.getDescription();
    if (description != null) {
      headers.set(MESSAGE, percentEncoded(description));
    }
    put(trailers, headers);
    send(headers, !headersSent, Http2Flag.END_OF_HEADERS | Http2Flag.END_OF_STREAM);
  }

  private void send(WritableHeaders<?> headers, boolean first, int flags) {
    Http2Headers frame = Http2Headers.create(headers);
    if (first) {
      frame.status(io.helidon.http.Status.OK_200);
    }
    writer.writeHeaders(frame, streamId, Http2Flag.HeaderFlags.create(flags), flow);
  }

  private static void put(Metadata from, WritableHeaders<?> to) {
    byte[][] pairs = InternalMetadata.serialize(from);
    for (int i = 0; i < pairs.length; i += 2) {
      to.set(
          HeaderNames.create(new String(pairs[i], StandardCharsets.US_ASCII)),
          new String(pairs[i + 1], StandardCharsets.US_ASCII));
    }
  }

  /// A status message is UTF-8 with everything but printable ASCII as `%XX`.
  static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (one >= ' ' && one <= '~' && one != '%') {
        encoded.append((char) one);
      } else {
        encoded.append('%').append("%02X".formatted(one & 0xff).toUpperCase(Locale.ROOT));
      }
    }
    return encoded.toString();
  }
}
