package dev.evenkeel.server;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Acting;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2WindowUpdate;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector.SubProtocolHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call: bytes become messages for its handler, and what the handler says becomes frames.
final class GrpcCall<Q, A> extends ServerCall<Q, A> implements SubProtocolHandler {
  private static final HeaderName ENCODING = HeaderNames.create("grpc-encoding");
  private static final Logger LOG = LoggerFactory.getLogger(GrpcCall.class);

  private final ServerMethodDefinition<Q, A> definition;
  private final Headers headers;
  private final Acting acting;
  private final GrpcWire wire;
  private final GrpcMessages messages;
  private final BodyBudget.Held held;
  private volatile @Nullable Listener<Q> listener;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /// @param acting on whose behalf it is handled
  /// @param held what its messages take of the memory of all
  GrpcCall(
      ServerMethodDefinition<Q, A> definition,
      Headers headers,
      Acting acting,
      GrpcWire wire,
      int bytesMax,
      BodyBudget.Held held) {
    this.definition = definition;
    this.headers = headers;
    this.acting = acting;
    this.wire = wire;
    this.held = held;
    this.messages =
        new GrpcMessages(bytesMax, encoding().equals("gzip"), held::grow, this::message);
  }

  /// Ends a call that nobody handles.
  record Refused(GrpcWire wire, Status status) implements SubProtocolHandler {
    @Override
    public void init() {
      wire.end(status, new Metadata());
    }

    @Override
    public Http2StreamState streamState() {
      return wire.state();
    }

    @Override
    public void rstStream(Http2RstStream frame) {
      wire.reset();
    }

    @Override
    public void windowUpdate(Http2WindowUpdate update) {}

    @Override
    public void data(Http2FrameHeader header, BufferData data) {
      if (header.flags(Http2FrameTypes.DATA).endOfStream()) {
        wire.remoteEnded();
      }
    }
  }

  private String encoding() {
    return headers.first(ENCODING).orElse("identity");
  }

  @Override
  public void init() {
    if (!encoding().equals("identity") && !encoding().equals("gzip")) {
      wire.end(
          Status.UNIMPLEMENTED.withDescription("messages may be plain or packed by gzip"),
          new Metadata());
      return;
    }
    guarded(() -> listener = definition.getServerCallHandler().startCall(this, metadata()));
    // The client may have gone before there was anybody to hear of it.
    if (wire.isReset()) {
      cancel();
    }
  }

  @Override
  public Http2StreamState streamState() {
    return wire.state();
  }

  @Override
  public void data(Http2FrameHeader header, BufferData data) {
    if (!wire.isEnded()) {
      take(data);
    }
    if (header.flags(Http2FrameTypes.DATA).endOfStream()) {
      wire.remoteEnded();
      if (!wire.isEnded()) {
        halfClosed();
      }
    }
  }

  private void take(BufferData data) {
    try {
      messages.take(data);
    } catch (GrpcMessages.Unreadable e) {
      Status status = e.isTooLarge() ? Status.RESOURCE_EXHAUSTED : Status.INVALID_ARGUMENT;
      refuse(status.withDescription(e.getMessage()));
    } catch (ProblemException e) {
      refuse(Status.RESOURCE_EXHAUSTED.withDescription(e.problem().what()));
    }
  }

  /// Ends the call from our side; the handler hears that it is over.
  private void refuse(Status status) {
    wire.end(status, new Metadata());
    cancel();
  }

  private void message(byte[] bytes) {
    if (wire.isEnded()) {
      return;
    }
    Q message;
    try {
      message = definition.getMethodDescriptor().parseRequest(new ByteArrayInputStream(bytes));
    } catch (RuntimeException e) {
      refuse(
          Status.INVALID_ARGUMENT.withDescription(
              "the message cannot be read as what %s takes"
                  .formatted(definition.getMethodDescriptor().getBareMethodName())));
      return;
    }
    Listener<Q> told = listener;
    if (told != null) {
      guarded(() -> told.onMessage(message));
    }
    if (!definition.getMethodDescriptor().getType().clientSendsOneMessage()) {
      held.clear();
    }
  }

  private void halfClosed() {
    Listener<Q> told = listener;
    if (messages.isWithin()) {
      refuse(Status.INVALID_ARGUMENT.withDescription("the call ended within a message"));
    } else if (told != null) {
      guarded(told::onHalfClose);
    }
    held.close();
  }

  /// A handler's failure is ours; the client hears no more than that.
  private void guarded(Runnable task) {
    try {
      acting.run(task);
    } catch (UncheckedIOException e) {
      LOG.debug("A client left", e);
      wire.reset();
      cancel();
    } catch (RuntimeException e) {
      if (!wire.isReset()) {
        LOG.error("{} failed", definition.getMethodDescriptor().getFullMethodName(), e);
        refuse(
            Status.INTERNAL.withDescription("something went wrong on our side; the log says what"));
      }
    }
  }

  private void cancel() {
    held.close();
    Listener<Q> told = listener;
    if (told != null && cancelled.compareAndSet(false, true)) {
      told.onCancel();
    }
  }

  /// By the connection's thread, while the stream's may be at work.
  @Override
  public void rstStream(Http2RstStream frame) {
    wire.reset();
    cancel();
  }

  @Override
  public void windowUpdate(Http2WindowUpdate update) {}

  /// Messages are brought as they come: the stream's thread works on one before it reads the next,
  /// and flow control holds the client back.
  @Override
  public void request(int numMessages) {}

  @Override
  public void sendHeaders(Metadata ignored) {
    wire.sendHeaders();
  }

  @Override
  public void sendMessage(A message) {
    try (InputStream bytes = definition.getMethodDescriptor().streamResponse(message)) {
      wire.sendMessage(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    wire.end(status, trailers);
    held.close();
  }

  @Override
  public boolean isCancelled() {
    return wire.isReset();
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return definition.getMethodDescriptor();
  }

  /// Texts only: nothing here reads binary headers.
  private Metadata metadata() {
    List<byte[]> pairs = new ArrayList<>();
    for (Header header : headers) {
      String name = header.headerName().lowerCase();
      if (!name.endsWith("-bin")) {
        pairs.add(name.getBytes(StandardCharsets.US_ASCII));
        pairs.add(header.get().getBytes(StandardCharsets.US_ASCII));
      }
    }
    return InternalMetadata.newMetadata(pairs.toArray(new byte[0][]));
  }
}
