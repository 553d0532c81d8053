package dev.evenkeel.monitoring;

import static dev.evenkeel.store.schema.Tables.MONITORING_ALERT;
import static dev.evenkeel.store.schema.Tables.MONITORING_WINDOW;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.schema.tables.records.MonitoringAlertRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/// The room's tables. Each method works in the caller's transaction.
final class MonitoringRows {
  static final String DRIFT = "DRIFT";
  static final String PERFORMANCE = "PERFORMANCE";

  private final DSLContext sql;

  MonitoringRows(DSLContext sql) {
    this.sql = sql;
  }

  void save(
      String kind,
      String model,
      int version,
      Instant from,
      Instant to,
      Instant at,
      long rows,
      Object result) {
    sql.insertInto(MONITORING_WINDOW)
        .set(MONITORING_WINDOW.MODEL, model)
        .set(MONITORING_WINDOW.VERSION, version)
        .set(MONITORING_WINDOW.KIND, kind)
        .set(MONITORING_WINDOW.STARTS, from)
        .set(MONITORING_WINDOW.ENDS, to)
        .set(MONITORING_WINDOW.AT, at)
        .set(MONITORING_WINDOW.ROW_COUNT, rows)
        .set(MONITORING_WINDOW.RESULT, Json.text(result))
        .execute();
  }

  <T> List<T> windows(String kind, String model, int limit, Class<T> type) {
    return sql
        .select(MONITORING_WINDOW.RESULT)
        .from(MONITORING_WINDOW)
        .where(MONITORING_WINDOW.MODEL.eq(model))
        .and(MONITORING_WINDOW.KIND.eq(kind))
        .orderBy(MONITORING_WINDOW.STARTS.desc())
        .limit(limit)
        .fetch(MONITORING_WINDOW.RESULT)
        .stream()
        .map(result -> Json.read(result, type))
        .toList();
  }

  Optional<Alert> open(String model, String subject) {
    return sql.selectFrom(MONITORING_ALERT)
        .where(MONITORING_ALERT.MODEL.eq(model))
        .and(MONITORING_ALERT.SUBJECT.eq(subject))
        .and(MONITORING_ALERT.CLOSED_AT.isNull())
        .orderBy(MONITORING_ALERT.ID.desc())
        .limit(1)
        .fetchOptional()
        .map(MonitoringRows::alert);
  }

  void insert(Alert alert) {
    sql.insertInto(MONITORING_ALERT)
        .set(MONITORING_ALERT.MODEL, alert.model())
        .set(MONITORING_ALERT.KIND, DRIFT)
        .set(MONITORING_ALERT.SUBJECT, alert.subject())
        .set(MONITORING_ALERT.SEVERITY, alert.severity())
        .set(MONITORING_ALERT.TEXT, alert.text())
        .set(MONITORING_ALERT.WINDOW_STARTS, alert.windowFrom())
        .set(MONITORING_ALERT.OPENED_AT, alert.openedAt())
        .execute();
  }

  void close(long id, Instant at) {
    sql.update(MONITORING_ALERT)
        .set(MONITORING_ALERT.CLOSED_AT, at)
        .where(MONITORING_ALERT.ID.eq(id))
        .execute();
  }

  List<Alert> alerts(String model, int limit) {
    return sql.selectFrom(MONITORING_ALERT)
        .where(MONITORING_ALERT.MODEL.eq(model))
        .orderBy(MONITORING_ALERT.ID.desc())
        .limit(limit)
        .fetch()
        .map(MonitoringRows::alert);
  }

  void forgetSince(String model, Instant at) {
    sql.deleteFrom(MONITORING_WINDOW)
        .where(MONITORING_WINDOW.MODEL.eq(model))
        .and(MONITORING_WINDOW.AT.ge(at))
        .execute();
    sql.deleteFrom(MONITORING_ALERT)
        .where(MONITORING_ALERT.MODEL.eq(model))
        .and(MONITORING_ALERT.OPENED_AT.ge(at))
        .execute();
    sql.update(MONITORING_ALERT)
        .setNull(MONITORING_ALERT.CLOSED_AT)
        .where(MONITORING_ALERT.MODEL.eq(model))
        .and(MONITORING_ALERT.CLOSED_AT.ge(at))
        .execute();
  }

  private static Alert alert(MonitoringAlertRecord row) {
    return new Alert(
        row.getId(),
        row.getModel(),
        row.getSubject(),
        row.getSeverity(),
        row.getText(),
        row.getWindowStarts(),
        row.getOpenedAt(),
        Optional.ofNullable(row.getClosedAt()));
  }
}
