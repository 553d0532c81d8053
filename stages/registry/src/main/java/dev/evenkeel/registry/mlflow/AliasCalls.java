package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.RegisteredModels;
import dev.evenkeel.registry.RegisteredVersion;
import dev.evenkeel.registry.RegisteredVersions;
import dev.evenkeel.registry.mlflow.MlflowRoutes.Call;
import dev.evenkeel.store.Acting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The calls on aliases. `champion` moves by a promotion, since it decides what serves.
final class AliasCalls {
  private static final String PATH = "registered-models/alias";
  private static final String LATEST = "latest";
  private static final String ACTOR = "mlflow";
  private static final int CHARS_MAX = 255;

  // Clients read `v7` as the seventh version.
  private static final Pattern RESERVED = Pattern.compile("latest|v\\d+", Pattern.CASE_INSENSITIVE);

  private final RegisteredModels registered;
  private final RegisteredVersions versions;
  private final Models models;
  private final Aliases aliases;
  private final Promotions promotions;

  AliasCalls(
      RegisteredModels registered,
      RegisteredVersions versions,
      Models models,
      Aliases aliases,
      Promotions promotions) {
    this.registered = registered;
    this.versions = versions;
    this.models = models;
    this.aliases = aliases;
    this.promotions = promotions;
  }

  List<Call> calls() {
    return List.of(
        new Call("POST", PATH, "Move an alias; champion is promoted", this::set),
        new Call("DELETE", PATH, "Remove an alias", this::remove),
        new Call("GET", PATH, "The version that an alias points at", this::resolve));
  }

  private Reply set(Request request) {
    Fields fields = Fields.ofBody(request);
    String alias = checked(fields.required("alias"));
    if (RESERVED.matcher(alias).matches()) {
      throw Fields.invalid("alias name '%s' is reserved.".formatted(Names.abbreviate(alias)));
    }
    RegisteredVersion version =
        versions.version(fields.required("name"), RegistryMessages.number(fields));
    if (version.aliases().contains(alias)) {
      // A client that got no answer asks again.
      return MlflowReplies.empty();
    }
    if (alias.equals(Models.CHAMPION)) {
      promote(version);
    } else {
      aliases.set(version.model(), alias, version.number(), Acting.personOr(ACTOR), "");
    }
    return MlflowReplies.empty();
  }

  private void promote(RegisteredVersion version) {
    ModelVersion challenger =
        models
            .version(version.model(), version.number())
            .orElseThrow(() -> Fields.invalid("the version was deleted meanwhile"));
    promotions.promoteByHand(challenger, Acting.personOr(ACTOR), "set by a client of MLflow");
  }

  private Reply remove(Request request) {
    Fields fields = Fields.ofBody(request);
    String model = registered.model(fields.required("name")).name();
    String alias = checked(fields.required("alias"));
    if (aliases.of(model).containsKey(alias)) {
      aliases.remove(model, alias, Acting.personOr(ACTOR), "");
    }
    return MlflowReplies.empty();
  }

  private Reply resolve(Request request) {
    Fields fields = Fields.ofQuery(request, "name", "alias");
    String model = registered.model(fields.required("name")).name();
    String alias = checked(fields.required("alias"));
    RegisteredVersion version =
        alias.equalsIgnoreCase(LATEST) ? newest(model) : pointedAt(model, alias);
    return Reply.json(Map.of("model_version", RegistryMessages.version(version)));
  }

  private RegisteredVersion newest(String model) {
    return versions.latest(model, Set.of()).stream()
        .findFirst()
        .orElseThrow(() ->
            new Refusal(
                ErrorCode.RESOURCE_DOES_NOT_EXIST,
                "Latest version not found for model %s.".formatted(model)));
  }

  private RegisteredVersion pointedAt(String model, String alias) {
    ModelVersion found =
        models
            .alias(model, alias)
            .orElseThrow(
                () -> Fields.invalid("Registered model alias %s not found.".formatted(alias)));
    return versions.version(model, found.number());
  }

  private static String checked(String alias) {
    if (alias.length() > CHARS_MAX || !alias.matches("[\\w\\-]+")) {
      throw Fields.invalid(
          "Invalid alias name: '%s'. Names may only contain alphanumerics, underscores (_) and dashes (-)."
              .formatted(Names.abbreviate(alias)));
    }
    return alias;
  }
}
