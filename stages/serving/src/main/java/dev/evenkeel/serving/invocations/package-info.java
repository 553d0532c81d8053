/// MLflow's scoring protocol, which is SageMaker's container contract too.
///
/// **Lives here:** `/invocations` and `/ping`. **May come in:** leases of the room. **Stays out:**
/// tensors, which the Open Inference Protocol has.
@NullMarked
package dev.evenkeel.serving.invocations;

import org.jspecify.annotations.NullMarked;
