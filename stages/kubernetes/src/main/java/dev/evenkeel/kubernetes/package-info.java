/// Steps as Jobs of a Kubernetes cluster.
///
/// **Lives here:** the Job of an attempt, what the cluster says of it, its log. **May come in:**
/// attempts whose program is a container. **Stays out:** everything of the cluster that is not an
/// attempt's.
///
/// **Door:** [KubernetesKind], found by `ServiceLoader`.
@NullMarked
package dev.evenkeel.kubernetes;

import org.jspecify.annotations.NullMarked;
