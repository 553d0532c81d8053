package dev.evenkeel.server;

import io.helidon.common.buffers.DataReader;
import java.util.Arrays;
import java.util.function.Supplier;

/// The bytes of an HTTP/2 connection, in which the blocks of headers have passed [PseudoNames], and
/// without what comes for streams that have ended. A block in several frames, as only large ones
/// are, stays as it is.
final class IndexedFrames implements Supplier<byte[]> {
  private static final int PREFACE_BYTES = 24;
  private static final int HEADERS = 1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;

  /// What the HTTP server takes in a frame; it refuses larger ones by their head.
  private static final int FRAME_BYTES_MAX = 16_384;

  private final DataReader reader;
  private final OpenStreams streams;
  private boolean begun;
  private int passing;

  IndexedFrames(DataReader reader, OpenStreams streams) {
    this.reader = reader;
    this.streams = streams;
  }

  @Override
  public byte[] get() {
    if (!begun) {
      begun = true;
      return reader.readBytes(PREFACE_BYTES);
    }
    if (passing > 0) {
      reader.ensureAvailable();
      byte[] part = reader.readBytes(Math.min(passing, reader.available()));
      passing -= part.length;
      return part;
    }
    byte[] head = reader.readBytes(OpenStreams.HEAD_BYTES);
    while (streams.isLate(head)) {
      reader.skip(OpenStreams.length(head));
      head = reader.readBytes(OpenStreams.HEAD_BYTES);
    }
    int length = OpenStreams.length(head);
    boolean whole = head[3] == HEADERS && (head[4] & END_HEADERS) != 0;
    if (!whole || length > FRAME_BYTES_MAX) {
      passing = length;
      return head;
    }
    return headers(head, reader.readBytes(length));
  }

  private static byte[] headers(byte[] head, byte[] payload) {
    int flags = head[4];
    int start = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? PRIORITY_BYTES : 0);
    int padding = (flags & PADDED) != 0 && payload.length > 0 ? payload[0] & 0xff : 0;
    int end = payload.length - padding;
    if (start > end) {
      return frame(head, payload);
    }
    byte[] block = PseudoNames.indexed(Arrays.copyOfRange(payload, start, end));
    byte[] indexed = new byte[start + block.length + padding];
    System.arraycopy(payload, 0, indexed, 0, start);
    System.arraycopy(block, 0, indexed, start, block.length);
    System.arraycopy(payload, end, indexed, start + block.length, padding);
    return frame(head, indexed);
  }

  private static byte[] frame(byte[] head, byte[] payload) {
    byte[] frame = Arrays.copyOf(head, OpenStreams.HEAD_BYTES + payload.length);
    frame[0] = (byte) (payload.length >> 16);
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, OpenStreams.HEAD_BYTES, payload.length);
    return frame;
  }
}
