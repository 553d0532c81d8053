package dev.evenkeel.console;

import java.util.List;
import java.util.Optional;

/// Where the pages of models get what they show; `server` connects them with the registry.
public interface ModelSource {
  /// A page of the models, by name.
  ///
  /// @param filter in MLflow's grammar, or a part of a name
  /// @param token of the page before; empty for the first
  ModelsView models(String filter, String token);

  /// A model; empty when there is none of that name.
  ///
  /// @param before versions below this number
  Optional<ModelView> model(String name, int before);

  /// A version; empty when there is none.
  Optional<VersionView> version(String name, int number);

  /// Versions side by side; empty when one of them does not exist.
  Optional<CompareView> compare(String name, List<Integer> numbers);
}
