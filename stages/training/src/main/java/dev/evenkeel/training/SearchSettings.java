package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.training.search.SearchSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads what the `with` of a `train` step says of a search.
///
/// @param trials how many are drawn
/// @param folds that each trial is judged on
/// @param time that the search may take
/// @param patience trees without a gain after which boosting stops; 0 is never
record SearchSettings(SearchSpace space, int trials, int folds, Duration time, int patience) {
  private static final String SEARCH = "search";
  private static final Set<String> KEYS =
      Set.of(SEARCH, "searchTrials", "searchFolds", "searchMinutes", "searchPatience");

  /// Empty when nothing is searched.
  static Optional<SearchSettings> of(Map<String, String> with) {
    String text = with.get(SEARCH);
    if (text == null) {
      with.keySet().stream()
          .filter(KEYS::contains)
          .findFirst()
          .ifPresent(key -> {
            throw problem("`%s` of a train step says nothing without `search`".formatted(key), "");
          });
      return Optional.empty();
    }
    SearchSettings settings =
        new SearchSettings(
            SearchSpace.parse(json(Yaml.parse(text, "`search` of a train step"))),
            whole(with, "searchTrials", 20, 1, 200),
            whole(with, "searchFolds", 3, 1, 10),
            Duration.ofMinutes(whole(with, "searchMinutes", 60, 1, 1_440)),
            whole(with, "searchPatience", 0, 0, 1_000));
    // What stands at both ends of a range can be used between them.
    settings.space.ends().forEach(ends -> settings.parameters(with, ends));
    settings.space.trials(settings.trials, 0).forEach(trial -> settings.parameters(with, trial));
    return Optional.of(settings);
  }

  /// The settings that are not of the search.
  static Map<String, String> others(Map<String, String> with) {
    Map<String, String> others = new HashMap<>(with);
    others.keySet().removeAll(KEYS);
    return others;
  }

  /// How to train a trial.
  TrainingParameters parameters(Map<String, String> with, Map<String, Double> trial) {
    Map<String, String> all = others(with);
    trial.forEach((name, value) -> all.put(name, String.valueOf(value)));
    return TrainingSettings.of(all);
  }

  private static JsonNode json(Yaml.Value value) {
    return Json.mapper().valueToTree(plain(value));
  }

  private static Object plain(Yaml.Value value) {
    return switch (value) {
      case Yaml.Mapping mapping -> {
        Map<String, Object> plain = new HashMap<>();
        mapping.entries().forEach((key, each) -> plain.put(key, plain(each)));
        yield plain;
      }
      case Yaml.Sequence sequence -> {
        List<Object> plain = new ArrayList<>();
        sequence.items().forEach(each -> plain.add(plain(each)));
        yield plain;
      }
      case Yaml.Scalar scalar -> number(scalar.text());
    };
  }

  private static Object number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static int whole(
      Map<String, String> with, String key, int otherwise, int least, int most) {
    String text = with.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the setting.
    }
    throw problem(
        "`%s: %s` of a train step cannot be used".formatted(key, Names.abbreviate(text)),
        "a whole number from %d to %d".formatted(least, most));
  }

  private static RuntimeException problem(String what, String expected) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, "").asException();
  }
}
