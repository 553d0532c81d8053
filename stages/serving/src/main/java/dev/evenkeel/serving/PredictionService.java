package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowParser.Rows;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;

/// Validates, scores and logs one request.
final class PredictionService {
  private final Deployments deployments;
  private final PredictionLog log;
  private final Repeats repeats;
  private final Clock clock;

  PredictionService(Deployments deployments, PredictionLog log, Repeats repeats, Clock clock) {
    this.deployments = deployments;
    this.log = log;
    this.repeats = repeats;
    this.clock = clock;
  }

  /// What a request gets: answers, or what is wrong with it.
  sealed interface Outcome {
    record Answered(Answers answers) implements Outcome {}

    record Violated(List<Violation> violations) implements Outcome {}
  }

  /// What is asked.
  ///
  /// @param explain whether the address asks for explanations; the body may, too
  /// @param deadlineNanos by `System.nanoTime`
  // Two are never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Asked(byte[] body, boolean explain, long deadlineNanos) {
    Question read(Deployed deployed) {
      return Question.read(body, deployed.version().description().signature(), deployed.reader());
    }

    List<byte[]> explanations(
        Question question, Lease lease, Frame frame, List<Prediction> predictions) {
      return explain || question.explain()
          ? lease.compute(
              frame.rows(),
              deadlineNanos,
              () -> Explanations.of(lease.deployed(), frame, predictions))
          : List.of();
    }
  }

  /// Answers and logs.
  Outcome predict(Lease lease, Asked asked) {
    return first(lease, asked, Optional.empty());
  }

  /// Answers and logs once; the same key again gets the first answer, whatever serves by now.
  Outcome predictOnce(Lease lease, Asked asked, RequestKey key) {
    Lock lock = repeats.lock(key);
    lock.lock();
    try {
      List<LoggedPrediction> before = repeats.find(key);
      return before.isEmpty()
          ? first(lease, asked, Optional.of(key))
          : again(lease, before, asked, key);
    } finally {
      lock.unlock();
    }
  }

  private Outcome first(Lease lease, Asked asked, Optional<RequestKey> key) {
    long started = System.nanoTime();
    Deployed deployed = lease.deployed();
    Question question = asked.read(deployed);
    if (question.rows().isEmpty()) {
      lease.violated(question.violations());
      return new Outcome.Violated(question.violations());
    }
    Rows rows = question.rows().get();
    Frame frame = rows.frame();
    List<Prediction> predictions = lease.score(frame, asked.deadlineNanos());
    List<byte[]> explanations = asked.explanations(question, lease, frame, predictions);
    long[] made =
        key.map(known -> known.ids(frame.rows())).orElseGet(() -> log.newIds(frame.rows()));
    log(
        AnsweredRequest.of(
            lease,
            AnsweredRequest.NAMED,
            clock.now(),
            started,
            made,
            Optional.of(frame),
            predictions),
        key);
    lease.answered(frame, predictions);
    return new Outcome.Answered(
        new Answers(deployed, lease.asked(), made, rows, predictions, explanations));
  }

  private void log(AnsweredRequest answered, Optional<RequestKey> key) {
    if (key.isEmpty()) {
      log.add(answered);
    } else {
      List<LoggedPrediction> rows = new ArrayList<>();
      for (int row = 0; row < answered.rows(); row++) {
        rows.add(answered.logged(row, answered.inputs().orElseThrow(), key.get()));
      }
      log.add(rows);
    }
  }

  /// What was logged, in words again. Only the warnings are computed anew: by the version that
  /// answered, they are the same.
  private Outcome again(Lease lease, List<LoggedPrediction> before, Asked asked, RequestKey key) {
    lease.became(Lease.Outcome.REPEATED);
    Selector version = new Selector.Version(before.getFirst().version());
    try (Lease first = deployments.acquire(key.model(), version, "")) {
      return reworded(first, before, asked, key);
    }
  }

  private static Outcome reworded(
      Lease lease, List<LoggedPrediction> before, Asked asked, RequestKey key) {
    Deployed deployed = lease.deployed();
    Question question = asked.read(deployed);
    if (question.rows().isEmpty()
        || !texts(deployed, question.rows().get()).equals(inputs(before))) {
      throw key.usedForOthers();
    }
    Rows rows = question.rows().get();
    List<Prediction> scored = lease.score(rows.frame(), asked.deadlineNanos());
    List<Prediction> stored = new ArrayList<>();
    long[] made = new long[2 * before.size()];
    for (int row = 0; row < before.size(); row++) {
      UUID id = UUID.fromString(before.get(row).id());
      made[2 * row] = id.getMostSignificantBits();
      made[2 * row + 1] = id.getLeastSignificantBits();
      stored.add(stored(before.get(row), deployed, scored.get(row).warnings()));
    }
    List<byte[]> explanations = asked.explanations(question, lease, rows.frame(), stored);
    return new Outcome.Answered(
        new Answers(deployed, key.asked(), made, rows, stored, explanations));
  }

  private static Prediction stored(
      LoggedPrediction logged, Deployed deployed, List<String> warnings) {
    int label = deployed.version().description().target().labels().indexOf(logged.label());
    double[] probabilities =
        logged.probabilities().stream().mapToDouble(Double::doubleValue).toArray();
    double probability = label < 0 ? Double.NaN : probabilities[label];
    return new Prediction(
        label, logged.label(), probability, probabilities, logged.value(), warnings);
  }

  private static List<String> texts(Deployed deployed, Rows rows) {
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < rows.frame().rows(); row++) {
      texts.add(
          InputText.of(deployed.version().description().signature().inputs(), rows.frame(), row));
    }
    return texts;
  }

  private static List<String> inputs(List<LoggedPrediction> before) {
    return before.stream().map(each -> String.valueOf(each.inputs())).toList();
  }
}
