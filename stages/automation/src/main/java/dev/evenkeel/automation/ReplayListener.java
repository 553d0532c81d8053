package dev.evenkeel.automation;

import java.time.YearMonth;

/// Hears how a replay goes; the terminal draws by it.
public interface ReplayListener {
  /// Once, before the first month.
  ///
  /// @param rowsTotal of the history
  /// @param rowsDone already behind, by the history that is given and by an earlier start
  void began(long rowsTotal, long rowsDone);

  /// Rows were served.
  void served(long rowsDone, YearMonth month);

  /// Something happened.
  void happened(ReplayEvent event);
}
