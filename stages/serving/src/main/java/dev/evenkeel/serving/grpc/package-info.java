/// The Open Inference Protocol over gRPC.
///
/// **Lives here:** the services, and how messages become tensors and problems become statuses. The
/// protos lie in `src/main/proto`.
///
/// **May come in:** what the protocol means, from `dev.evenkeel.serving.oip`. **Stays out:** the
/// server that carries it.
///
/// **Open first:** [GrpcServices].
@NullMarked
package dev.evenkeel.serving.grpc;

import org.jspecify.annotations.NullMarked;
