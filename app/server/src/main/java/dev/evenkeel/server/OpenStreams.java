package dev.evenkeel.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import java.util.HashSet;
import java.util.Set;

/// Which streams of an HTTP/2 connection have not ended on both sides, by the frames that come and
/// go. When both sides give a stream up at one moment, the client's reset comes for a stream that
/// has ended (RFC 9113, section 5.1, "closed"), and gRPC's client on Netty, which gives a call up
/// before its message has gone, sends the message after the reset. That harms nobody, but the HTTP
/// server closes the connection for it, and the other streams on it with it.
///
/// Frames come by the connection's thread and go by those of its streams.
final class OpenStreams {
  /// What each frame begins with: length, type, flags and stream.
  static final int HEAD_BYTES = 9;

  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int DATA = 0;
  private static final int DATA_BYTES_MAX = 16_384;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int CONTINUATION = 9;
  private static final int RESET_BYTES = 4;
  private static final int END_STREAM = 0x1;

  private final Set<Integer> clientMaySend = new HashSet<>();
  private final Set<Integer> serverMaySend = new HashSet<>();
  private int newest;
  private int leftOut;

  /// Notes a frame that came.
  ///
  /// @param head its first nine bytes
  /// @return whether it is for a stream that has ended already, and so says nothing new
  synchronized boolean isLate(byte[] head) {
    int id = id(head);
    switch (head[TYPE]) {
      case HEADERS -> {
        if (id > newest) {
          newest = id;
          clientMaySend.add(id);
          serverMaySend.add(id);
        }
        endedIf(head[FLAGS], id, clientMaySend);
      }
      case DATA -> {
        boolean isLate = hasEnded(id) && length(head) <= DATA_BYTES_MAX;
        leftOut += isLate ? length(head) : 0;
        endedIf(head[FLAGS], id, clientMaySend);
        return isLate;
      }
      case RESET -> {
        boolean isLate = hasEnded(id) && length(head) == RESET_BYTES;
        close(id);
        return isLate;
      }
      default -> {}
    }
    return false;
  }

  private boolean hasEnded(int id) {
    return id != 0 && id <= newest && !clientMaySend.contains(id) && !serverMaySend.contains(id);
  }

  /// Notes a frame that is about to go, so that a stream whose end is under way counts as ended.
  ///
  /// @return what is to go. Data that was left out counts against what the client may send on the
  ///   connection, and the HTTP server has not seen it; so the client is given it back before the
  ///   frame, where no other can come between the two
  synchronized BufferData sends(BufferData frame) {
    byte[] head = new byte[HEAD_BYTES];
    for (int index = 0; index < HEAD_BYTES; index++) {
      head[index] = (byte) frame.get(index);
    }
    switch (head[TYPE]) {
      case HEADERS, DATA -> endedIf(head[FLAGS], id(head), serverMaySend);
      case RESET -> close(id(head));
      default -> {}
    }
    if (leftOut == 0 || head[TYPE] == CONTINUATION) {
      return frame;
    }
    BufferData update = windowUpdate(leftOut);
    leftOut = 0;
    return BufferData.create(update, frame);
  }

  private void close(int id) {
    clientMaySend.remove(id);
    serverMaySend.remove(id);
  }

  private static void endedIf(int flags, int id, Set<Integer> maySend) {
    if ((flags & END_STREAM) != 0) {
      maySend.remove(id);
    }
  }

  /// The frame by which a client may send so many bytes more on the connection.
  private static BufferData windowUpdate(int increment) {
    BufferData frame =
        Http2FrameHeader.create(
                Integer.BYTES, Http2FrameTypes.WINDOW_UPDATE, Http2Flag.NoFlags.create(), 0)
            .write();
    BufferData payload = BufferData.create(Integer.BYTES);
    payload.writeInt32(increment);
    return BufferData.create(frame, payload);
  }

  /// How many bytes follow the head.
  static int length(byte[] head) {
    return (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
  }

  private static int id(byte[] head) {
    return (head[5] & 0x7f) << 24
        | (head[6] & 0xff) << 16
        | (head[7] & 0xff) << 8
        | (head[8] & 0xff);
  }
}
