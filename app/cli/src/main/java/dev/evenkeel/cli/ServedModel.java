package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.serving.ExampleRow;
import dev.evenkeel.serving.Selector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `evenkeel serve` was asked to serve: a file, or a version that its home already has.
///
/// @param reference a path, `s3://…` or `models:/…`
/// @param labels none means what the model itself says
record ServedModel(
    String reference, @Nullable String name, List<String> labels, @Nullable Path project) {
  private static final int SHOWN_MAX = 8;

  ServedModel {
    labels = List.copyOf(labels);
  }

  /// What answers now.
  ///
  /// @param path where to post
  /// @param example a body that can be posted
  record Served(ModelVersion version, String path, String example) {}

  /// Before anything is started: a wrong path should not leave a home behind.
  void demandThere() {
    if (!RegisteredReference.isOne(reference)) {
      ServedSource.demandThere(reference);
    }
  }

  Served deploy(Evenkeel evenkeel) {
    return RegisteredReference.isOne(reference) ? registered(evenkeel) : file(evenkeel);
  }

  private Served registered(Evenkeel evenkeel) {
    Models models = evenkeel.loop().models();
    ModelVersion version = RegisteredReference.read(reference).demand(models);
    boolean isChampion =
        models
            .champion(version.model())
            .map(each -> each.number() == version.number())
            .orElse(false);
    String path =
        isChampion
            ? "/v1/models/%s:predict".formatted(version.model())
            : "/v1/models/%s/versions/%d:predict".formatted(version.model(), version.number());
    return new Served(version, path, example(evenkeel, version));
  }

  private Served file(Evenkeel evenkeel) {
    GivenModel given = GivenModel.read(reference, name, labels, project);
    ModelVersion version =
        evenkeel
            .loop()
            .models()
            .champion(given.name())
            .filter(champion -> champion.parameters().equals(given.parameters()))
            .orElseGet(() -> registered(evenkeel, given));
    return new Served(
        version, "/v1/models/%s:predict".formatted(version.model()), example(evenkeel, version));
  }

  private static ModelVersion registered(Evenkeel evenkeel, GivenModel given) {
    GivenModel.Described described = given.described(evenkeel.runtimes());
    return evenkeel.serve(
        new NewVersion(
            given.name(),
            described.description(),
            described.file().bytes(),
            Optional.empty(),
            "",
            Optional.empty(),
            "given: " + given.digest(),
            0,
            given.parameters(),
            Map.of()),
        "served from a file: " + described.said());
  }

  /// Optional fields beyond the first few are left out, so that it can be read.
  private static String example(Evenkeel evenkeel, ModelVersion version) {
    Map<String, @Nullable Object> row =
        ExampleRow.of(
                evenkeel.loop().models(),
                evenkeel.deployments(),
                version.model(),
                new Selector.Version(version.number()))
            .orElse(Map.of());
    Map<String, @Nullable Object> instance = new LinkedHashMap<>();
    for (Property input : version.description().signature().inputs()) {
      if (input.required() || instance.size() < SHOWN_MAX) {
        instance.put(input.name(), row.get(input.name()));
      }
    }
    return Json.text(Map.of("instances", List.of(instance)));
  }

  static String some(List<String> words) {
    String shown = String.join(", ", words.subList(0, Math.min(SHOWN_MAX, words.size())));
    return words.size() <= SHOWN_MAX ? shown : shown + ", … (%d)".formatted(words.size());
  }
}
