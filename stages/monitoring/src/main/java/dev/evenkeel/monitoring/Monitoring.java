package dev.evenkeel.monitoring;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.monitoring.ObservationSource.Outcome;
import dev.evenkeel.profiles.ColumnDrift;
import dev.evenkeel.profiles.Drift;
import dev.evenkeel.profiles.DriftSeverity;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Closes windows and keeps what they showed. It never acts on it.
public final class Monitoring {
  /// The column under which a model's own answers are watched.
  public static final String PREDICTION = "prediction";

  private static final int PAGE_MAX = 1_000;

  private final Database database;
  private final Models models;
  private final ObservationSource observations;
  private final Clock clock;
  private final Consumer<Alert> opened;

  /// One that tells nobody.
  public Monitoring(Database database, Models models, ObservationSource observations, Clock clock) {
    this(database, models, observations, clock, _ -> {});
  }

  /// @param opened is told of each alert, in the transaction that opens it
  public Monitoring(
      Database database,
      Models models,
      ObservationSource observations,
      Clock clock,
      Consumer<Alert> opened) {
    this.opened = opened;
    this.database = database;
    this.models = models;
    this.observations = observations;
    this.clock = clock;
  }

  /// Compares what was asked and answered with the champion's reference profile; opens and closes
  /// alerts in the same transaction.
  public DriftWindow close(String model, Instant from, Instant to, MonitorPolicy policy) {
    Optional<ModelVersion> champion = models.champion(model);
    Frame rows = withPredictions(model, from, to);
    List<ColumnDrift> columns =
        rows.rows() < policy.rowsMin()
            ? List.of()
            : champion
                .flatMap(models::profile)
                .map(Monitoring::profile)
                .map(reference ->
                    Drift.judge(reference, reference.count(rows), policy.tolerance(), policy.q()))
                .orElse(List.of());
    DriftWindow window =
        new DriftWindow(
            model,
            champion.map(ModelVersion::number).orElse(0),
            from,
            to,
            rows.rows(),
            !columns.isEmpty(),
            columns);
    return database.write(sql -> {
      MonitoringRows stored = new MonitoringRows(sql);
      stored.save(
          MonitoringRows.DRIFT,
          model,
          window.version(),
          from,
          to,
          clock.now(),
          window.rows(),
          window);
      columns.forEach(column -> alert(stored, window, column, policy));
      return window;
    });
  }

  private Frame withPredictions(String model, Instant from, Instant to) {
    Frame inputs = observations.inputs(model, from, to);
    List<Outcome> outcomes = observations.outcomes(model, from, to);
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    inputs.names().forEach(name -> columns.put(name, inputs.column(name)));
    boolean labels = outcomes.stream().anyMatch(outcome -> !outcome.label().isEmpty());
    columns.put(
        PREDICTION,
        labels
            ? new Frame.Texts(outcomes.stream().map(Outcome::label).toArray(String[]::new))
            : new Frame.Numbers(outcomes.stream().mapToDouble(Outcome::value).toArray()));
    return new Frame(inputs.rows(), columns);
  }

  private void alert(
      MonitoringRows stored, DriftWindow window, ColumnDrift column, MonitorPolicy policy) {
    Optional<Alert> open = stored.open(window.model(), column.column());
    boolean drifts =
        column.severity() == DriftSeverity.WARNING || column.severity() == DriftSeverity.CRITICAL;
    if (drifts && open.isEmpty()) {
      Alert alert =
          new Alert(
              0,
              window.model(),
              column.column(),
              column.severity().name(),
              text(window, column, policy),
              window.from(),
              clock.now(),
              Optional.empty());
      stored.insert(alert);
      opened.accept(alert);
    } else if (!drifts) {
      open.ifPresent(alert -> stored.close(alert.id(), clock.now()));
    }
  }

  private static String text(DriftWindow window, ColumnDrift column, MonitorPolicy policy) {
    return String.format(
        Locale.ROOT,
        "%s drifted: %s of %,d rows, against what %s@%d was trained on (effect %.2f, tolerated %.2f)",
        column.column(),
        column.change(),
        column.rows(),
        window.model(),
        window.version(),
        column.effect(),
        policy.tolerance());
  }

  /// Scores a month by the truth that is known, or says that it is too early.
  ///
  /// @param overdue no longer wait for labels that are missing
  /// @return empty while too few of the expected labels are in
  public Optional<PerformanceWindow> closePerformance(
      String model, Instant from, Instant to, MonitorPolicy policy, boolean overdue) {
    List<Outcome> all = observations.outcomes(model, from, to);
    long labelledOfAll = all.stream().filter(Outcome::isLabelled).count();
    if (!overdue && labelledOfAll < policy.labelsExpected() * all.size()) {
      return Optional.empty();
    }
    int version = mostFrequentVersion(all);
    List<Outcome> mine = all.stream().filter(outcome -> outcome.version() == version).toList();
    List<Outcome> labelled = mine.stream().filter(Outcome::isLabelled).toList();
    boolean enough =
        labelled.size() >= policy.labelsMin()
            && labelledOfAll >= policy.labelsExpected() * all.size();
    PerformanceWindow window =
        new PerformanceWindow(
            model,
            version,
            from,
            to,
            mine.size(),
            labelled.size(),
            enough ? score(labelled) : Double.NaN);
    database.write(sql -> {
      new MonitoringRows(sql)
          .save(
              MonitoringRows.PERFORMANCE,
              model,
              version,
              from,
              to,
              clock.now(),
              mine.size(),
              window);
      return true;
    });
    return Optional.of(window);
  }

  private static int mostFrequentVersion(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(Outcome::version)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private static double score(List<Outcome> labelled) {
    return labelled.stream()
        .mapToDouble(outcome ->
            outcome.truthLabel().isEmpty()
                ? Math.abs(outcome.value() - outcome.truthValue())
                : outcome.label().equals(outcome.truthLabel()) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /// The newest performance windows, newest first.
  public List<PerformanceWindow> performance(String model, int limit) {
    return database.read(sql ->
        new MonitoringRows(sql)
            .windows(
                MonitoringRows.PERFORMANCE,
                model,
                Math.min(limit, PAGE_MAX),
                PerformanceWindow.class));
  }

  /// The newest drift windows, newest first.
  public List<DriftWindow> drift(String model, int limit) {
    return database.read(sql ->
        new MonitoringRows(sql)
            .windows(MonitoringRows.DRIFT, model, Math.min(limit, PAGE_MAX), DriftWindow.class));
  }

  /// The newest alerts, newest first.
  public List<Alert> alerts(String model, int limit) {
    return database.read(sql -> new MonitoringRows(sql).alerts(model, Math.min(limit, PAGE_MAX)));
  }

  /// Forgets what was seen at or after a business time: how a replay takes back an unfinished
  /// month.
  public void forgetSince(String model, Instant at) {
    database.write(sql -> {
      new MonitoringRows(sql).forgetSince(model, at);
      return true;
    });
  }

  private static ReferenceProfile profile(byte[] json) {
    return Json.read(new String(json, StandardCharsets.UTF_8), ReferenceProfile.class);
  }
}
