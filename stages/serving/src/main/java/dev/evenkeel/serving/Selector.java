package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;

/// Which version of a model a request wants.
public sealed interface Selector {
  /// The version of that number, as a client writes it.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when it is none
  static Selector version(String written) {
    boolean isNumber =
        !written.isEmpty()
            && written.length() < 10
            && written.charAt(0) != '0'
            && written.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    if (!isNumber) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "version `%s` does not exist".formatted(Names.abbreviate(written)),
              "a version is a number, as in /v1/models/NAME or /v2/models/NAME")
          .asException();
    }
    return new Version(Integer.parseInt(written));
  }

  /// The same, with no version meaning whatever the traffic says.
  static Selector versionOrTraffic(String written) {
    return written.isEmpty() ? new Traffic() : version(written);
  }

  /// Whatever the traffic says: the champion, or by weights.
  record Traffic() implements Selector {}

  /// The version that an alias names.
  record Alias(String name) implements Selector {}

  /// That version.
  record Version(int number) implements Selector {}
}
