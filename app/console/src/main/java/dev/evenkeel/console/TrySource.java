package dev.evenkeel.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the try-it page gets its form and its answers; `server` connects it with serving.
public interface TrySource {
  /// Models to choose from.
  List<String> models();

  /// The form of a model that answers, filled with a row that it takes; empty when none of that
  /// name answers.
  Optional<TryView.Form> form(String model);

  /// Asks as a client of the endpoint does.
  ///
  /// @param typed what a person wrote into each field; empty for nothing
  TryView.Answer ask(String model, Map<String, String> typed);
}
