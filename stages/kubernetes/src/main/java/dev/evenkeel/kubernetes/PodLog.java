package dev.evenkeel.kubernetes;

import dev.evenkeel.runners.LogPart;
import dev.evenkeel.runners.SecretMask;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The log of a pod from its beginning, masked. The cluster knows no offsets, so each look reads it
/// again; the attempt's limit bounds that.
final class PodLog {
  private final KubernetesClient client;
  private final String namespace;

  PodLog(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  LogPart read(Pod pod, Secret secret, long bytesMax, long offset, int max, boolean over) {
    String printed;
    try {
      printed =
          client
              .pods()
              .inNamespace(namespace)
              .withName(pod.getMetadata().getName())
              .inContainer(JobManifest.CONTAINER)
              // Else it waits until there is one.
              .withReadyWaitTimeout(0)
              .limitBytes((int) Math.min(Integer.MAX_VALUE, bytesMax))
              .getLog();
    } catch (KubernetesClientException e) {
      // It has not started yet, or its node is gone.
      return new LogPart("", offset, over);
    }
    byte[] masked = SecretMask.masked(printed.getBytes(StandardCharsets.UTF_8), values(secret));
    return LogPart.of(masked, offset, max, over);
  }

  private static List<String> values(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    Map<String, String> plain = secret.getStringData() == null ? Map.of() : secret.getStringData();
    return Stream.concat(
            data.values().stream()
                .map(
                    value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)),
            plain.values().stream())
        .toList();
  }
}
