package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A server of the API that keeps what it is given, for each test.
final class MockCluster implements BeforeEachCallback, AfterEachCallback {
  private @Nullable KubernetesMockServer server;
  private @Nullable KubernetesClient client;

  @Override
  public void beforeEach(ExtensionContext context) {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    KubernetesMockServer made =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    made.init();
    server = made;
    try (KubernetesClient usual = made.createClient()) {
      client =
          new KubernetesClientBuilder()
              .withConfig(KubernetesKind.hasty(usual.getConfiguration()))
              .build();
    }
  }

  KubernetesMockServer server() {
    return java.util.Objects.requireNonNull(server);
  }

  KubernetesClient client() {
    return java.util.Objects.requireNonNull(client);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    client().close();
    server().destroy();
  }
}
