package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Route;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.OpenLineage;
import dev.evenkeel.pipelines.OpenLineageReceiver;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.WorkQueue;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The wiring of what is told of pipeline runs as lineage.
final class LineageRooms {
  private final OpenLineage lineage;

  /// @param queue of what leaves the process, not started yet
  LineageRooms(
      Database database,
      WorkQueue queue,
      PipelineRooms pipelines,
      Datasets datasets,
      OutwardSettings outward,
      Egress egress) {
    LineageSettings settings = outward.lineage();
    lineage =
        new OpenLineage(
            database,
            pipelines.runs(),
            settings.namespace(),
            Operations.VERSION,
            reference -> columns(datasets, reference));
    if (!settings.url().isEmpty()) {
      lineage.tell(
          queue,
          outward.schedule(),
          egress.with(URI.create(settings.url())),
          new OpenLineageReceiver.Target(
              settings.url(),
              () ->
                  settings.secret().isEmpty()
                      ? Optional.empty()
                      : pipelines.secrets().value(Acting.DEFAULT_PROJECT, settings.secret())));
    }
  }

  private static Map<String, String> columns(Datasets datasets, String reference) {
    int at = reference.lastIndexOf('@');
    Map<String, String> columns = new LinkedHashMap<>();
    datasets
        .version(reference.substring(0, at), Integer.parseInt(reference.substring(at + 1)))
        .filter(version -> version.state() != DatasetVersion.State.REJECTED)
        .map(datasets::schemaJson)
        .map(schema -> Json.read(schema, JsonNode.class))
        .ifPresent(schema ->
            schema
                .path("fields")
                .forEach(field -> columns.put(field.path("name").asString(""), type(field))));
    return columns;
  }

  /// A nested type by its kind alone.
  private static String type(JsonNode field) {
    JsonNode type = field.path("type");
    return type.isString() ? type.asString() : type.path("type").asString("");
  }

  List<Route> routes() {
    return lineage.routes();
  }
}
