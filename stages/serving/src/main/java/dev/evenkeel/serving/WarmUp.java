package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.registry.ModelVersion;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// First calls, before anybody waits for them. Rows that another version answered, or that the
/// model's file brings, must be answered with numbers; else the version does not serve.
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private WarmUp() {}

  static void run(ModelVersion version, LoadedModel model, Scorer scorer, List<Frame> lastRows) {
    List<Property> inputs = version.description().signature().inputs();
    if (!lastRows.isEmpty()) {
      lastRows.forEach(rows -> demand(version, scorer, rows));
      return;
    }
    Frame example = model.example().orElse(null);
    if (example != null && LastRows.fits(example, inputs)) {
      demand(version, scorer, example);
      return;
    }
    try {
      scorer.score(madeUp(inputs));
    } catch (RuntimeException e) {
      // Nobody said that a row like this is ever asked.
      LOG.debug("{} does not answer a row that was made up", version, e);
    }
  }

  private static void demand(ModelVersion version, Scorer scorer, Frame rows) {
    List<Prediction> answers;
    try {
      answers = scorer.score(rows);
    } catch (ProblemException e) {
      throw failed(version, e.problem().what(), e);
    } catch (RuntimeException e) {
      throw failed(version, "it failed", e);
    }
    if (!answers.stream().allMatch(WarmUp::isNumber)) {
      throw failed(version, "an answer is no number", null);
    }
  }

  private static boolean isNumber(Prediction answer) {
    return answer.labelIndex() < 0
        ? Double.isFinite(answer.value())
        : Arrays.stream(answer.probabilities()).allMatch(Double::isFinite);
  }

  private static RuntimeException failed(
      ModelVersion version, String why, @Nullable RuntimeException cause) {
    Problem problem =
        new Problem(
            Problem.Kind.INPUT,
            "%s does not answer rows that are known: %s".formatted(version, why),
            version.toString(),
            "a number for each row that was answered before",
            "try the version alone, as /v1/models/%s/versions/%d"
                .formatted(version.model(), version.number()));
    return cause == null ? problem.asException() : problem.asException(cause);
  }

  /// A row that the signature allows, more or less.
  private static Frame madeUp(List<Property> inputs) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Property input : inputs) {
      Object value;
      if (input.type().isTime()) {
        value = 0L;
      } else if (input.type().isNumeric()) {
        value = input.minimum().orElse(Math.min(1, input.maximum().orElse(1)));
      } else {
        value = input.allowed().isEmpty() ? "a" : input.allowed().getFirst();
      }
      row.put(input.name(), value);
    }
    return RowReader.frame(inputs, List.of(row));
  }
}
