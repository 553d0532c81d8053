package dev.evenkeel.server;

import dev.evenkeel.base.Clock;
import dev.evenkeel.data.NewVersions;
import dev.evenkeel.monitoring.Alert;
import dev.evenkeel.pipelines.Happening;
import dev.evenkeel.pipelines.PipelineEvents;
import dev.evenkeel.pipelines.Triggers;
import dev.evenkeel.registry.Events;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Tells pipelines what happens in other rooms, and the outside what happens to pipelines: none of
/// these rooms knows the other.
final class PipelineTriggers {
  private final Database database;
  private final Triggers triggers;
  private final Events outside;
  private final Models models;

  /// @param outside who is told of events beside pipelines
  PipelineTriggers(
      Database database, BlobStore blobs, WorkQueue queue, Clock clock, Events outside) {
    this.database = database;
    this.triggers = new Triggers(queue);
    this.outside = outside;
    // Only asked to which project a model belongs; those that raise events are made with this.
    this.models = new Models(database, blobs, clock, Events.NONE);
  }

  /// By which the registry tells the outside, and pipelines that wait for an alias.
  Events events() {
    return (type, subject, data) -> {
      outside.raise(type, subject, data);
      if (type.equals(Events.ALIAS_SET)) {
        moved(data);
      }
    };
  }

  private void moved(Map<String, ?> data) {
    String model = String.valueOf(data.get("model"));
    happened(
        projectOf(model),
        new Happening.AliasMoved(
            model,
            String.valueOf(data.get("alias")),
            Integer.parseInt(String.valueOf(data.get("version"))),
            UUID.randomUUID().toString()));
  }

  private String projectOf(String model) {
    return models.projectOf(model).orElse(Acting.DEFAULT_PROJECT);
  }

  /// A dataset has a new version.
  void published(String project, String dataset, int number) {
    happened(project, new Happening.NewVersion(dataset, number));
  }

  /// Who is told of versions before the queue knows its work: what they trigger is written down,
  /// and found when it is looked for.
  static NewVersions whileOpening(Database database) {
    Triggers waiting = new Triggers(new Unqueued());
    return (project, dataset, number) ->
        database.write(sql -> {
          waiting.happened(sql, project, new Happening.NewVersion(dataset, number));
          return true;
        });
  }

  /// An alert begins to fire.
  void opened(Alert alert) {
    happened(
        projectOf(alert.model()),
        new Happening.AlertFired(
            alert.model(), "DRIFT", alert.subject() + "/" + alert.openedAt(), alert.text()));
  }

  private void happened(String project, Happening happening) {
    database.write(sql -> {
      triggers.happened(sql, project, happening);
      return true;
    });
  }

  /// A run has not ended in time.
  void late(PipelineEvents.Late late) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("project", late.project());
    facts.put("pipeline", late.pipeline());
    facts.put("run", late.run());
    facts.put("started", late.started().toString());
    facts.put("deadline", late.deadline().toString());
    outside.raise(Events.PIPELINE_LATE, late.pipeline(), facts);
  }

  /// A queue that takes nothing.
  private static final class Unqueued implements WorkQueue {
    @Override
    public void register(String kind, Handler handler) {
      // Nothing comes.
    }

    @Override
    public void enqueue(String kind, String id) {
      // It is written down.
    }

    @Override
    public void enqueueAt(String kind, String id, Instant due) {
      // It is written down.
    }

    @Override
    public void start() {
      // Nothing comes.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
