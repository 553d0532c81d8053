package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `models:/NAME@ALIAS` or `models:/NAME/VERSION`, as MLflow writes them.
///
/// @param alias empty when a version is named
/// @param number 0 when an alias is named
record RegisteredReference(String model, String alias, int number) {
  private static final String PREFIX = "models:/";
  private static final String NUMBER = "[1-9][0-9]{0,8}";
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([^/@:%]+)(?:@([^/@:%]+)|/(" + NUMBER + "))");

  static RegisteredReference read(String reference) {
    Matcher matcher = FORM.matcher(reference);
    if (!matcher.matches()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` names no model".formatted(Names.abbreviate(reference)),
              "",
              "models:/NAME@ALIAS or models:/NAME/VERSION",
              "for example models:/home-sales@champion")
          .asException();
    }
    return new RegisteredReference(
        Names.check("model", matcher.group(1)),
        matcher.group(2) == null ? "" : Names.check("alias", matcher.group(2)),
        matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
  }

  static boolean isOne(String reference) {
    return reference.startsWith(PREFIX);
  }

  /// The same without `models:/`; after `@`, a number is a version, as people write it.
  static Optional<RegisteredReference> readBare(String reference) {
    if (!FORM.matcher(PREFIX + reference).matches()) {
      return Optional.empty();
    }
    RegisteredReference read = read(PREFIX + reference);
    return Optional.of(
        read.alias().matches(NUMBER)
            ? new RegisteredReference(read.model(), "", Integer.parseInt(read.alias()))
            : read);
  }

  /// As people write it: `home-sales@champion`, `home-sales@7`.
  @Override
  public String toString() {
    return model + "@" + (alias.isEmpty() ? String.valueOf(number) : alias);
  }

  ModelVersion demand(Models models) {
    return find(models)
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.NOT_FOUND,
                    "`%s` is not in the registry of this home".formatted(this),
                    "",
                    "a model that was registered here",
                    "list them with: evenkeel model list")
                .asException());
  }

  private Optional<ModelVersion> find(Models models) {
    return alias.isEmpty() ? models.version(model, number) : models.alias(model, alias);
  }
}
