package dev.evenkeel.cli;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/// What lies in memory, sent from there: the JDK's own body copies it first.
///
/// @param bytes not changed until they are sent
record MemoryBody(ByteBuffer bytes) implements BodyPublisher {
  // The connection copies a piece each time it writes some of it.
  private static final int PIECE_BYTES = 1 << 17;

  @Override
  public long contentLength() {
    return bytes.remaining();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Pieces(bytes.asReadOnlyBuffer(), subscriber));
  }

  private static final class Pieces implements Flow.Subscription {
    private final ByteBuffer bytes;
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private long wanted;
    private boolean isGiving;
    private boolean isDone;

    Pieces(ByteBuffer bytes, Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.bytes = bytes;
      this.subscriber = subscriber;
    }

    /// Asked again from within `onNext`, so what gives goes on and what asks returns.
    @Override
    public void request(long count) {
      synchronized (this) {
        wanted = count > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + count;
        if (isGiving) {
          return;
        }
        isGiving = true;
      }
      while (isWanted()) {
        int size = Math.min(PIECE_BYTES, bytes.remaining());
        ByteBuffer piece = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        subscriber.onNext(piece);
        if (!bytes.hasRemaining()) {
          cancel();
          subscriber.onComplete();
        }
      }
    }

    private synchronized boolean isWanted() {
      isGiving = wanted > 0 && !isDone;
      wanted--;
      return isGiving;
    }

    @Override
    public synchronized void cancel() {
      isDone = true;
    }
  }
}
