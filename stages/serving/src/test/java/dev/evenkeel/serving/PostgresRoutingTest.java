package dev.evenkeel.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.DeploymentSettings.Share;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRoutingTest extends RoutingContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }

  private static void await(Deployments node, Selector selector, int version) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (routed(node, selector) != version) {
      assertThat(System.nanoTime()).as("the node never heard of it").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static int routed(Deployments node, Selector selector) {
    try {
      return Serving.routed(node, selector, "somebody");
    } catch (dev.evenkeel.base.ProblemException e) {
      return 0;
    }
  }

  @Test
  void anotherNodeHearsOfPromotionsAliasesAndSplits(@TempDir Path blobs) {
    try (Serving here = new Serving(TestDatabases.postgres(), blobs);
        Deployments there =
            new Deployments(
                here.database,
                here.models,
                new Aliases(here.database, here.clock),
                new Promotions(here.database, here.models, here.clock),
                here.runtime,
                here.clock,
                new SimpleMeterRegistry(),
                ServingSettings.defaults())) {
      ModelVersion first = here.promote(TestModels.number(1));
      await(there, new Selector.Traffic(), first.number());

      here.promote(TestModels.number(2));
      await(there, new Selector.Traffic(), 2);

      here.aliases.set(M, "challenger", 1, "ann", "");
      await(there, new Selector.Alias("challenger"), 1);

      here.deployments.set(
          M, new DeploymentSettings(List.of(new Share(1, 10_000)), 0, ""), "ann", "");
      await(there, new Selector.Traffic(), 1);
    }
  }
}
