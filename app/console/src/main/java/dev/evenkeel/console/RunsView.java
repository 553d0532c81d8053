package dev.evenkeel.console;

import java.util.List;

/// A page of an experiment's runs as a table.
///
/// @param parameters names of the columns with parameters
/// @param metrics names of the columns with metrics
/// @param hidden how many columns more there are than the page shows
/// @param next token of the next page; empty on the last
/// @param problem what is wrong with the question; empty when nothing is
/// @param request the same question as JSON, for the API
public record RunsView(
    Question question,
    String name,
    List<String> parameters,
    List<String> metrics,
    int hidden,
    List<Row> rows,
    String next,
    String problem,
    String request) {
  public RunsView {
    parameters = List.copyOf(parameters);
    metrics = List.copyOf(metrics);
    rows = List.copyOf(rows);
  }

  /// Which runs are wanted.
  ///
  /// @param filter in MLflow's grammar; empty takes all
  /// @param order such as `metrics.f1 DESC`; empty is the newest first
  /// @param token of the page before; empty for the first
  public record Question(String experiment, String filter, String order, String token) {}

  /// One run.
  ///
  /// @param parameters a value for each column, empty where the run has none
  /// @param metrics a value for each column, empty where the run has none
  public record Row(
      String id,
      String name,
      String status,
      String started,
      String took,
      List<String> parameters,
      List<String> metrics) {
    public Row {
      parameters = List.copyOf(parameters);
      metrics = List.copyOf(metrics);
    }
  }
}
