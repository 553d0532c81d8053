package dev.evenkeel.automation;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One line of the table.
///
/// @param period `1994H1`
/// @param rows with truth
/// @param frozen score of the first model, never retrained
/// @param champion score of whatever served
public record HalfYear(
    String period,
    long rows,
    double frozen,
    double champion,
    int promotions,
    int refusals,
    int driftAlerts) {

  /// The table of what was measured and what happened.
  public static List<HalfYear> table(ReplayProgress progress, List<ReplayEvent> events) {
    Map<String, ReplayProgress.Tally> tallies = new TreeMap<>();
    progress
        .months()
        .forEach((month, tally) ->
            tallies.merge(period(YearMonth.parse(month)), tally, ReplayProgress.Tally::plus));
    List<HalfYear> table = new ArrayList<>();
    tallies.forEach((period, tally) ->
        table.add(
            new HalfYear(
                period,
                tally.rows(),
                tally.frozenScore(),
                tally.championScore(),
                count(events, period, "promotion"),
                count(events, period, "refusal"),
                count(events, period, "drift-alert"))));
    return table;
  }

  private static int count(List<ReplayEvent> events, String period, String kind) {
    return (int)
        events.stream()
            .filter(event -> event.kind().equals(kind) && period(event.date()).equals(period))
            .count();
  }

  private static String period(LocalDate date) {
    return period(YearMonth.from(date));
  }

  private static String period(YearMonth month) {
    return month.getYear() + (month.getMonthValue() <= 6 ? "H1" : "H2");
  }
}
