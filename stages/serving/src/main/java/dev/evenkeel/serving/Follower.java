package dev.evenkeel.serving;

import dev.evenkeel.registry.Aliases;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what other nodes moved or set, by looking every half second at the newest rows, which an
/// index answers. Rows are committed out of the order of their numbers, so it compares the newest
/// hundred and not the highest; once a minute it looks at everything, for what came late.
final class Follower implements AutoCloseable {
  private static final int NEWEST = 100;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ALL_EVERY = 120;
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final Aliases aliases;
  private final DeploymentStore store;
  private final Router router;
  private final Thread thread;
  private Map<String, String> seen = Map.of();
  private volatile boolean closed;

  Follower(Aliases aliases, DeploymentStore store, Router router) {
    this.aliases = aliases;
    this.store = store;
    this.router = router;
    this.thread = Thread.ofVirtual().name("deployments-follower").unstarted(this::follow);
  }

  void start() {
    seen = newest();
    thread.start();
  }

  private void follow() {
    for (int turn = 1; !closed; turn++) {
      try {
        Thread.sleep(PAUSE);
        look();
        if (turn % ALL_EVERY == 0) {
          router.refreshAll();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("Cannot see what other nodes changed; trying again", e);
      }
    }
  }

  private void look() {
    Map<String, String> now = newest();
    Set<String> changed = new HashSet<>();
    now.forEach((row, model) -> {
      if (!seen.containsKey(row)) {
        changed.add(model);
      }
    });
    // What was taken back is a change too, unless it only fell out of the newest.
    if (now.size() < seen.size()) {
      seen.forEach((row, model) -> {
        if (!now.containsKey(row)) {
          changed.add(model);
        }
      });
    }
    changed.forEach(router::refresh);
    seen = now;
  }

  private Map<String, String> newest() {
    Map<String, String> rows = new HashMap<>();
    aliases.newest(NEWEST).forEach(move -> rows.put("alias " + move.id(), move.model()));
    store.newest(NEWEST).forEach(change -> rows.put("settings " + change.id(), change.model()));
    return rows;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
