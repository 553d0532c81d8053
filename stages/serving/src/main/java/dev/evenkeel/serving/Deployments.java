package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which version answers. A swap loads the new version first and then replaces one reference, so a
/// request sees the old one or the new one, whole.
public final class Deployments {
  private static final int LOADED_MAX = 64;
  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

  private final Models models;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<String, Deployed> champions = new ConcurrentHashMap<>();
  private final Map<String, Deployed> loaded =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Deployed> eldest) {
              return size() > LOADED_MAX;
            }
          });

  /// Follows the champions from now on.
  public Deployments(Models models, Promotions promotions) {
    this.models = models;
    promotions.onMove(this::moved);
  }

  /// Loads the champion of every model, for a start with what an earlier process promoted. One that
  /// cannot be loaded does not keep the others from answering.
  public void loadChampions() {
    for (String model : models.models()) {
      try {
        refresh(model);
      } catch (RuntimeException e) {
        LOG.error("The champion of {} cannot be loaded; it does not answer", model, e);
      }
    }
  }

  /// Makes the answering version the one that the registry names, or none.
  public void refresh(String model) {
    // One at a time: else the slower of two would put back what the faster has replaced.
    refreshing.lock();
    try {
      Optional<ModelVersion> champion = models.champion(model);
      if (champion.isPresent()) {
        champions.put(model, load(champion.get()));
      } else {
        champions.remove(model);
      }
    } finally {
      refreshing.unlock();
    }
  }

  /// Drops what is in memory of a model, after its versions were taken back.
  public void forget(String model) {
    loaded.keySet().removeIf(key -> key.startsWith(model + "@"));
    refresh(model);
  }

  Deployed champion(String model) {
    Deployed champion = champions.get(model);
    if (champion != null) {
      return champion;
    }
    if (models.champion(model).isPresent()) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the champion of model `%s` could not be loaded".formatted(model),
              "the log of the server says why; promote another version")
          .asException();
    }
    throw unknown("model `%s` has no champion".formatted(Names.abbreviate(model)));
  }

  Deployed alias(String model, String alias) {
    if (alias.equals(Models.CHAMPION)) {
      return champion(model);
    }
    return models
        .alias(model, alias)
        .map(this::load)
        .orElseThrow(() ->
            unknown(
                "model `%s` has no alias `%s`"
                    .formatted(Names.abbreviate(model), Names.abbreviate(alias))));
  }

  Deployed version(String model, int number) {
    Deployed known = loaded.get(model + "@" + number);
    return known != null
        ? known
        : models
            .version(model, number)
            .map(this::load)
            .orElseThrow(() ->
                unknown(
                    "model version %s@%d does not exist"
                        .formatted(Names.abbreviate(model), number)));
  }

  private void moved(AliasMove move) {
    if (move.alias().equals(Models.CHAMPION)) {
      refresh(move.model());
    }
  }

  private Deployed load(ModelVersion version) {
    Deployed known = loaded.get(version.toString());
    if (known != null && known.version().artifactDigest().equals(version.artifactDigest())) {
      return known;
    }
    Deployed deployed =
        new Deployed(
            version,
            Scorer.of(version.description(), models.artifact(version)),
            new RowReader(version.description().signature().inputs()));
    loaded.put(version.toString(), deployed);
    return deployed;
  }

  private static RuntimeException unknown(String what) {
    return Problem.of(Problem.Kind.NOT_FOUND, what, "list the models with GET /v1/models")
        .asException();
  }
}
