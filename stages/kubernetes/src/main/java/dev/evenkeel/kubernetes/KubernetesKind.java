package dev.evenkeel.kubernetes;

import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.SecretValues;
import dev.evenkeel.runners.StepRunner;
import dev.evenkeel.runners.StepRunnerKind;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Map;

/// Opens runners on the cluster that the process is in, or that its `KUBECONFIG` names.
public final class KubernetesKind implements StepRunnerKind {
  private static final int TIMEOUT_MILLIS = 10_000;

  /// For `ServiceLoader`.
  public KubernetesKind() {}

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public StepRunner open(Map<String, String> settings, Exchange exchange, SecretValues secrets) {
    KubernetesSettings read = KubernetesSettings.of(settings);
    KubernetesClient client =
        new KubernetesClientBuilder().withConfig(hasty(Config.autoConfigure(null))).build();
    return new KubernetesRunner(client, exchange, secrets, read);
  }

  /// Whoever polls comes again; to wait for a silent cluster here would hold up everybody else.
  static Config hasty(Config config) {
    return new ConfigBuilder(config)
        .withConnectionTimeout(TIMEOUT_MILLIS)
        .withRequestTimeout(TIMEOUT_MILLIS)
        .withRequestRetryBackoffLimit(1)
        .build();
  }
}
