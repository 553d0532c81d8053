package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;

/// A version as people write it: `churn@3`.
record VersionReference(String model, int number) {
  static VersionReference read(String text) {
    int at = text.indexOf('@');
    String number = at < 0 ? "" : text.substring(at + 1);
    if (at < 1 || !number.matches("[1-9]\\d{0,8}")) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` names no version".formatted(Names.abbreviate(text)),
              "",
              "a name and a number, as in churn@3",
              "list them with: evenkeel model show NAME")
          .asException();
    }
    return new VersionReference(text.substring(0, at), Integer.parseInt(number));
  }
}
