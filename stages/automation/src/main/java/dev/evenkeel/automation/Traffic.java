package dev.evenkeel.automation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a replay reaches the served model: as every client does.
public interface Traffic {
  /// What became of a request.
  sealed interface Answer {
    /// Predicted.
    record Predicted(String predictionId) implements Answer {}

    /// Answered by a 4xx that says what is wrong with the row.
    record Refused(String why) implements Answer {}

    /// Not answered as it should have been.
    record Failed(String why) implements Answer {}
  }

  /// Asks for a prediction.
  ///
  /// @param key makes a repeat the same prediction
  Answer predict(String model, String key, Map<String, @Nullable Object> inputs);

  /// Tells the truth about a prediction.
  ///
  /// @return why it failed; empty text when it was taken
  String tell(String predictionId, Object truth);
}
