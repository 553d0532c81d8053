package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.registry.ModelVersion;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one request was asked and answered, on its way to the log. Making one copies nothing.
///
/// @param version that answered
/// @param protocol by which it was asked: [#NAMED], [#V2], [#GRPC] or [#INVOCATIONS]
/// @param alias that led to the version; empty when it was asked by its number
/// @param at business time
/// @param nanos of machine time from request to answer
/// @param ids two halves for each row, by [PredictionLog#newIds]
/// @param inputs the rows under the version's signature; empty when the protocol has no such rows.
///   Nobody may write to it any more
/// @param predictions one for each row
// Two requests are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record AnsweredRequest(
    ModelVersion version,
    String protocol,
    String alias,
    Instant at,
    long nanos,
    long[] ids,
    Optional<Frame> inputs,
    List<Prediction> predictions) {
  /// The named-feature endpoint.
  public static final String NAMED = "named";

  /// The Open Inference Protocol by HTTP.
  public static final String V2 = "v2";

  /// The Open Inference Protocol by gRPC.
  public static final String GRPC = "grpc";

  /// MLflow's form.
  public static final String INVOCATIONS = "invocations";

  /// What a lease answered just now.
  ///
  /// @param startedNanos when the request came, by `System.nanoTime`
  public static AnsweredRequest of(
      Lease lease,
      String protocol,
      Instant at,
      long startedNanos,
      long[] ids,
      Optional<Frame> inputs,
      List<Prediction> predictions) {
    String asked = lease.asked();
    // An alias is never digits only.
    boolean isNumber = asked.chars().allMatch(Character::isDigit);
    return new AnsweredRequest(
        lease.deployed().version(),
        protocol,
        isNumber ? "" : asked,
        at,
        System.nanoTime() - startedNanos,
        ids,
        inputs,
        predictions);
  }

  int rows() {
    return predictions.size();
  }

  AnsweredRequest withoutInputs() {
    return new AnsweredRequest(
        version, protocol, alias, at, nanos, ids, Optional.empty(), predictions);
  }

  /// A row as the log keeps it with its features.
  LoggedPrediction logged(int row, Frame features, @Nullable RequestKey key) {
    Prediction prediction = predictions.get(row);
    return new LoggedPrediction(
        id(row),
        version.model(),
        version.number(),
        at,
        key == null ? null : key.stored(row),
        InputText.of(version.description().signature().inputs(), features, row),
        prediction.label(),
        prediction.value(),
        Arrays.stream(prediction.probabilities()).boxed().toList(),
        protocol,
        alias,
        nanos / 1_000);
  }

  String id(int row) {
    return PredictionIds.text(ids[2 * row], ids[2 * row + 1]);
  }
}
