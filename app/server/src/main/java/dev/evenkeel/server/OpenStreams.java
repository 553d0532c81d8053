package dev.evenkeel.server;

import io.helidon.common.buffers.BufferData;
import java.util.HashSet;
import java.util.Set;

/// Which streams of an HTTP/2 connection have not ended on both sides, by the frames that come and
/// go. When both sides give a stream up at one moment, the client's reset comes for a stream that
/// has ended (RFC 9113, section 5.1, "closed"): that is no fault, but the HTTP server closes the
/// connection for it, and the other streams on it with it.
///
/// Frames come by the connection's thread and go by those of its streams.
final class OpenStreams {
  /// What each frame begins with: length, type, flags and stream.
  static final int HEAD_BYTES = 9;

  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int RESET_BYTES = 4;
  private static final int END_STREAM = 0x1;

  private final Set<Integer> clientMaySend = new HashSet<>();
  private final Set<Integer> serverMaySend = new HashSet<>();
  private int newest;

  /// Notes a frame that came.
  ///
  /// @param head its first nine bytes
  /// @return whether it resets a stream that has ended already, and so says nothing new
  synchronized boolean isLateReset(byte[] head) {
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
      case DATA -> endedIf(head[FLAGS], id, clientMaySend);
      case RESET -> {
        boolean isOpen = close(id);
        return !isOpen && id != 0 && id <= newest && length(head) == RESET_BYTES;
      }
      default -> {}
    }
    return false;
  }

  /// Notes a frame that is about to go, so that a stream whose end is under way counts as ended.
  synchronized void sends(BufferData frame) {
    byte[] head = new byte[HEAD_BYTES];
    for (int index = 0; index < HEAD_BYTES; index++) {
      head[index] = (byte) frame.get(index);
    }
    switch (head[TYPE]) {
      case HEADERS, DATA -> endedIf(head[FLAGS], id(head), serverMaySend);
      case RESET -> close(id(head));
      default -> {}
    }
  }

  private boolean close(int id) {
    boolean wasClients = clientMaySend.remove(id);
    boolean wasServers = serverMaySend.remove(id);
    return wasClients || wasServers;
  }

  private static void endedIf(int flags, int id, Set<Integer> maySend) {
    if ((flags & END_STREAM) != 0) {
      maySend.remove(id);
    }
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
