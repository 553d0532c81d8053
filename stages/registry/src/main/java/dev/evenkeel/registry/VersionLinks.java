package dev.evenkeel.registry;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.registry.tracking.LoggedModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Writes at a logged model which versions were registered from it, as MLflow's server does.
final class VersionLinks {
  private static final String TAG = "mlflow.modelVersions";
  private static final int CHARS_MAX = 8_000;
  private static final TypeReference<List<Map<String, Object>>> LINKS = new TypeReference<>() {};

  private final LoggedModels loggedModels;

  VersionLinks(LoggedModels loggedModels) {
    this.loggedModels = loggedModels;
  }

  /// Adds a version. It stays registered when its logged model is gone, or is not for whoever acts
  /// to change.
  void add(RegisteredVersion version) {
    version
        .loggedModelId()
        .ifPresent(id -> {
          try {
            loggedModels.changeTag(id, TAG, links -> with(links, version));
          } catch (ProblemException e) {
            switch (e.problem().kind()) {
              case NOT_FOUND, FORBIDDEN, INPUT -> {}
              default -> throw e;
            }
          }
        });
  }

  /// What is no list of links, or would be cut, stays as it is.
  private static String with(String links, RegisteredVersion version) {
    try {
      List<Map<String, Object>> all =
          links.isEmpty()
              ? new ArrayList<>()
              : new ArrayList<>(Json.mapper().readValue(links, LINKS));
      Map<String, Object> link = new LinkedHashMap<>();
      link.put("name", version.model());
      link.put("version", version.number());
      if (all.contains(link)) {
        return links;
      }
      all.add(link);
      String text = Json.text(all);
      return text.length() <= CHARS_MAX ? text : links;
    } catch (JacksonException e) {
      return links;
    }
  }
}
