package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Guard;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls of gRPC against a server that knows its people.
@Timeout(120)
class GuardedGrpcTest {
  private static final String SERVICE = "inference.GRPCInferenceService/";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir static Path folder;
  private static GuardedServer server;
  private static ManagedChannel channel;

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeAll
  static void start() {
    server = GuardedServer.start(folder.resolve("home"));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.evenkeel.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterAll
  static void close() {
    channel.shutdownNow();
    server.close();
  }

  /// How a call without a message ends for whoever shows something.
  private static Status.Code call(String name, String proof) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    Metadata headers = new Metadata();
    if (!proof.isEmpty()) {
      headers.put(AUTHORIZATION, proof);
    }
    StatusRuntimeException thrown =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    new byte[0]));
    return thrown == null ? Status.Code.OK : thrown.getStatus().getCode();
  }

  @Test
  void everyCallThatIsOfferedSaysWhoMayMakeIt() {
    for (ServerServiceDefinition service : server.evenkeel.services()) {
      for (var method : service.getMethods()) {
        String name = "/" + method.getMethodDescriptor().getFullMethodName();
        assertThat(GrpcDoor.guard(name)).as(name).isNotInstanceOf(Guard.Closed.class);
        if (!(GrpcDoor.guard(name) instanceof Guard.Open)) {
          assertThat(call(name.substring(1), "")).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
      }
    }
    assertThat(call("nothing.Here/Call", "")).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void whoeverMayOnlyReadLoadsNothing() {
    String viewer = "Bearer " + server.viewer;
    assertThat(call("grpc.health.v1.Health/Check", "")).isEqualTo(Status.Code.OK);
    assertThat(call(SERVICE + "ServerLive", "")).isEqualTo(Status.Code.OK);
    assertThat(call(SERVICE + "ServerMetadata", viewer)).isEqualTo(Status.Code.OK);
    for (String call : List.of("RepositoryModelLoad", "RepositoryModelUnload")) {
      assertThat(call(SERVICE + call, viewer)).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(call(SERVICE + call, "Bearer " + server.admin))
          .isNotIn(Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED);
    }
    assertThat(call(SERVICE + "ServerMetadata", viewer + "x"))
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }
}
