/// The Open Inference Protocol, whatever carries it.
///
/// **Lives here:** what a request in tensors means ([Inference]), how our models look as tensors,
/// and the protocol by HTTP. **May come in:** leases and versions of the room. **Stays out:** HTTP
/// servers; gRPC, which asks [Inference] too.
@NullMarked
package dev.evenkeel.serving.oip;

import org.jspecify.annotations.NullMarked;
