package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.registry.Models;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The model repository extension, whatever carries it.
public final class Repository {
  private final Models models;
  private final Deployments deployments;

  public Repository(Models models, Deployments deployments) {
    this.models = models;
    this.deployments = deployments;
  }

  /// A model of the index.
  ///
  /// @param version that answers; empty when none does
  /// @param reason why none does; empty when one does
  public record Entry(String name, String version, String reason) {
    /// As the protocol says it.
    public String state() {
      return version.isEmpty() ? "UNAVAILABLE" : "READY";
    }
  }

  /// Every model, or only those that answer.
  public List<Entry> index(boolean onlyReady) {
    List<Entry> index = new ArrayList<>();
    for (String model : models.models()) {
      Entry entry = entry(model);
      if (!onlyReady || !entry.version().isEmpty()) {
        index.add(entry);
      }
    }
    return index;
  }

  private Entry entry(String model) {
    try (Lease lease = deployments.acquire(model, new Selector.Traffic(), "")) {
      return new Entry(model, String.valueOf(lease.deployed().version().number()), "");
    } catch (ProblemException e) {
      return new Entry(model, "", e.problem().what());
    }
  }

  /// Loads a model again. Clients never bring its files this way; the registry takes them.
  ///
  /// @param parameters names of the request's
  /// @throws ProblemException of kind `UNSUPPORTED` for files and configurations, `NOT_FOUND` for
  ///   an unknown model, `NOT_SERVING` when a version cannot be loaded
  public void load(String model, Collection<String> parameters) {
    for (String name : parameters) {
      if (name.startsWith("file:") || name.equals("config")) {
        throw Problem.of(
                Problem.Kind.UNSUPPORTED,
                "a model is not loaded from the request",
                "register it: POST /api/v1/models/NAME/versions")
            .asException();
      }
    }
    deployments.load(model);
  }

  /// Takes a model out of memory until it is loaded again.
  ///
  /// @throws ProblemException of kind `NOT_FOUND` for an unknown model
  public void unload(String model) {
    deployments.unload(model);
  }
}
