package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds what was answered under an idempotency key, in the log or on its way there.
final class Repeats {
  private static final int PAGE = 500;

  private final Database database;
  private final PredictionLog log;
  private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(256).toList();

  Repeats(Database database, PredictionLog log) {
    this.database = database;
    this.log = log;
  }

  /// Held from the look into the log to the entry in it; else two at once were both the first.
  Lock lock(RequestKey key) {
    return locks.get(Math.floorMod(key.hashCode(), locks.size()));
  }

  /// The rows of the first answer, in their order; none when the key is new. A request is logged as
  /// a whole, so these are all of its rows.
  List<LoggedPrediction> find(RequestKey key) {
    List<LoggedPrediction> waiting = log.waiting(key.id(0));
    if (!waiting.isEmpty()) {
      return waiting;
    }
    List<LoggedPrediction> found = rows(key, 0, 1);
    if (found.isEmpty()) {
      return found;
    }
    found = new ArrayList<>(found);
    for (int from = 1, before = 0; before < found.size(); from += PAGE) {
      before = found.size();
      found.addAll(rows(key, from, from + PAGE));
    }
    return found;
  }

  private List<LoggedPrediction> rows(RequestKey key, int from, int to) {
    List<String> ids = IntStream.range(from, to).mapToObj(key::id).toList();
    return database.read(sql ->
        sql.selectFrom(SERVING_PREDICTION).where(SERVING_PREDICTION.ID.in(ids)).stream()
            .map(PredictionStore::logged)
            .sorted(Comparator.comparingInt(row -> ids.indexOf(row.id())))
            .toList());
  }
}
