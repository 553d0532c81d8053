package dev.evenkeel.automation;

import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.FeatureProgram;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.serving.Observations.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The dataset of rows with their truth: what was asked, when, what turned out, and when that was
/// known.
final class LabelledDataset {
  static final String EVENT_TIME = "event_time";
  static final String LABEL_TIME = "label_time";
  static final String PREDICTION_ID = "prediction_id";

  private final LoopProject project;
  private final Datasets datasets;
  private final List<Property> inputs;

  LabelledDataset(LoopProject project, Datasets datasets) {
    this.project = project;
    this.datasets = datasets;
    List<String> fields =
        FeatureProgram.compile(project.project().features(), project.contract().properties())
            .fields();
    this.inputs =
        project.contract().properties().stream()
            .filter(property -> fields.contains(property.name()))
            .toList();
  }

  /// The fields that the model is asked with.
  List<Property> inputs() {
    return inputs;
  }

  /// Appends a batch as the next version; without rows, nothing.
  void append(Frame rows, Instant at, String message) {
    if (rows.rows() > 0) {
      datasets.ingest(
          new Ingest(project.labelledDataset(), contract(), new Source.Rows(rows), at, message));
    }
  }

  /// Rows of a history that nobody was asked about, labelled within a stretch of time.
  Frame fromHistory(Frame history, Instant labelledFrom, Instant labelledTo) {
    long delay = project.project().target().delay().toNanos() / 1_000;
    long[] events = history.times(project.project().dataset().timeColumn());
    long from = Micros.of(labelledFrom);
    long to = Micros.of(labelledTo);
    Frame.Column truth = history.column(project.project().target().column());
    int[] chosen =
        java.util.stream.IntStream.range(0, history.rows())
            .filter(row ->
                events[row] + delay >= from && events[row] + delay < to && !truth.isMissing(row))
            .toArray();
    Frame rows = history.select(chosen);
    long[] times = rows.times(project.project().dataset().timeColumn());
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    inputs.forEach(input -> columns.put(input.name(), rows.column(input.name())));
    columns.put(
        project.project().target().column(), rows.column(project.project().target().column()));
    columns.put(EVENT_TIME, new Frame.Times(times));
    columns.put(
        LABEL_TIME,
        new Frame.Times(java.util.Arrays.stream(times).map(time -> time + delay).toArray()));
    columns.put(PREDICTION_ID, new Frame.Texts(new String[rows.rows()]));
    return new Frame(rows.rows(), columns);
  }

  /// Rows that were asked, with the truth that was told; without their features nobody learns from
  /// them.
  Frame fromServing(List<Observed> told) {
    List<Observed> observed = told.stream().filter(Observed::hasInputs).toList();
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    Frame asked = Observations.inputs(inputs, observed);
    inputs.forEach(input -> columns.put(input.name(), asked.column(input.name())));
    columns.put(project.project().target().column(), truths(observed));
    columns.put(EVENT_TIME, times(observed, Observed::at));
    columns.put(LABEL_TIME, times(observed, each -> each.labelledAt().orElseThrow()));
    columns.put(
        PREDICTION_ID, new Frame.Texts(observed.stream().map(Observed::id).toArray(String[]::new)));
    return new Frame(observed.size(), columns);
  }

  private Frame.Column truths(List<Observed> observed) {
    LogicalType type =
        project.contract().property(project.project().target().column()).orElseThrow().type();
    return type.isNumeric()
        ? new Frame.Numbers(observed.stream().mapToDouble(each -> number(each, type)).toArray())
        : new Frame.Texts(observed.stream().map(Observed::truthLabel).toArray(String[]::new));
  }

  // A label of a numeric column is the number that it is written as.
  private static double number(Observed observed, LogicalType type) {
    if (!Double.isNaN(observed.truthValue())) {
      return observed.truthValue();
    }
    return type == LogicalType.BOOLEAN
        ? (observed.truthLabel().equals("true") ? 1 : 0)
        : Double.parseDouble(observed.truthLabel());
  }

  private static Frame.Times times(List<Observed> observed, Function<Observed, Instant> time) {
    return new Frame.Times(
        observed.stream().mapToLong(each -> Micros.of(time.apply(each))).toArray());
  }

  /// Served rows satisfied the contract when they were asked; only the truth is new, so levels that
  /// the contract knows stay known and nothing is judged twice.
  private Contract contract() {
    Contract listings = project.contract();
    List<Property> columns = new ArrayList<>();
    for (Property input : inputs) {
      columns.add(input.withRequired(false).withAllowed(input.allowed(), Severity.ERROR));
    }
    columns.add(
        listings.property(project.project().target().column()).orElseThrow().withRequired(true));
    columns.add(Property.of(EVENT_TIME, LogicalType.TIMESTAMP, true));
    columns.add(Property.of(LABEL_TIME, LogicalType.TIMESTAMP, true));
    columns.add(Property.of(PREDICTION_ID, LogicalType.STRING, false));
    return new Contract(
        listings.id() + "-labelled",
        listings.version(),
        listings.name(),
        "rows of " + listings.id() + " with their truth",
        listings.object() + "_labelled",
        columns);
  }
}
