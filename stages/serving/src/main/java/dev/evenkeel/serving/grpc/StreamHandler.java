package dev.evenkeel.serving.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.function.Function;

/// Messages in, as many messages out, in their order, each answered before the next is looked at.
record StreamHandler<Q, A>(Function<Asked<Q>, A> answer) implements ServerCallHandler<Q, A> {
  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, A> call, Metadata headers) {
    // The thread that brings messages works on them, so a client is held back by flow control.
    call.request(Integer.MAX_VALUE);
    call.sendHeaders(new Metadata());
    CallHeaders said = CallHeaders.read(headers);
    Work work = new Work();
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(Q received) {
        work.run(() -> answer.apply(said.beside(received))).ifPresent(call::sendMessage);
      }

      @Override
      public void onHalfClose() {
        if (!work.isCancelled()) {
          call.close(Status.OK, new Metadata());
        }
      }

      @Override
      public void onCancel() {
        work.cancel();
      }
    };
  }
}
