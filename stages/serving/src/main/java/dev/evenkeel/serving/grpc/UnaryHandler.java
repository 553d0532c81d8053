package dev.evenkeel.serving.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One message in, one message out, worked on by the thread that brings it.
record UnaryHandler<Q, A>(Function<Asked<Q>, A> answer) implements ServerCallHandler<Q, A> {
  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    // one more than there may be, so that a second is noticed
    call.request(2);
    return new Listening<>(call, CallHeaders.read(headers), answer);
  }

  private static final class Listening<Q, A> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, A> call;
    private final CallHeaders headers;
    private final Function<Asked<Q>, A> answer;
    private final Work work = new Work();
    private @Nullable Q message;
    private boolean refused;

    Listening(ServerCall<Q, A> call, CallHeaders headers, Function<Asked<Q>, A> answer) {
      this.call = call;
      this.headers = headers;
      this.answer = answer;
    }

    @Override
    public void onMessage(Q received) {
      if (message != null) {
        refuse("more than one message was sent");
      }
      message = received;
    }

    @Override
    public void onHalfClose() {
      Q received = message;
      if (received == null) {
        refuse("no message was sent");
      } else if (!refused) {
        answer(received);
      }
    }

    private void refuse(String why) {
      if (!refused) {
        refused = true;
        call.close(Status.INTERNAL.withDescription(why), new Metadata());
      }
    }

    private void answer(Q received) {
      Optional<A> reply;
      try {
        reply = work.run(() -> answer.apply(headers.beside(received)));
      } catch (RuntimeException e) {
        if (!work.isCancelled()) {
          call.close(
              Statuses.of(e, call.getMethodDescriptor().getFullMethodName()), Statuses.trailers(e));
        }
        return;
      }
      reply.ifPresent(this::send);
    }

    private void send(A reply) {
      call.sendHeaders(new Metadata());
      call.sendMessage(reply);
      call.close(Status.OK, new Metadata());
    }

    @Override
    public void onCancel() {
      work.cancel();
    }
  }
}
