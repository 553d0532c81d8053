package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.RunMoments.Change;
import dev.evenkeel.pipelines.RunMoments.Moment;
import dev.evenkeel.pipelines.RunMoments.Moved;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.Outbox;
import dev.evenkeel.store.Outbox.Outcome;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.Outgoing;
import dev.evenkeel.store.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import tools.jackson.databind.JsonNode;

/// Tells a receiver of lineage what happens to runs: written down in the transaction of what
/// happens, sent at least once, and of each run in order. The event itself is made when it is sent.
public final class OpenLineageReceiver implements RunListener {
  private static final String WORK = "openlineage";
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int ANSWER_BYTES_MAX = 16 << 10;
  private static final int MESSAGE_CHARS_MAX = 4_000;
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final Egress egress;
  private final Target target;
  private final OpenLineage lineage;
  private final Outbox outbox;

  /// Where events go.
  ///
  /// @param url as an administrator of the machine wrote it down
  /// @param token shown as a bearer, asked for at each attempt; empty for none
  public record Target(String url, Supplier<Optional<String>> token) {}

  OpenLineageReceiver(
      Database database,
      WorkQueue queue,
      OutboxSchedule schedule,
      Egress egress,
      Target target,
      OpenLineage lineage) {
    this.egress = egress;
    this.target = target;
    this.lineage = lineage;
    this.outbox = Outbox.inOrder(database, queue, schedule, this::carry, WORK);
  }

  @Override
  public void started(DSLContext sql, Head head) {
    new RunRows(sql)
        .run(head.id())
        .ifPresent(run -> put(head, new Moment(Change.START, "", run.started(), "")));
  }

  @Override
  public void stepped(DSLContext sql, Head head, Moved moved) {
    int begun =
        sql.fetchCount(
            PIPELINES_EVENT,
            PIPELINES_EVENT
                .RUN_ID
                .eq(head.id())
                .and(PIPELINES_EVENT.STEP.eq(moved.step()))
                .and(PIPELINES_EVENT.STATE.eq(State.RUNNING.name())));
    RunMoments.of(moved, begun == 1, begun > 0).forEach(moment -> put(head, moment));
  }

  @Override
  public void ended(DSLContext sql, Head head, State state) {
    if (head.state() == State.PENDING && state == State.CANCELLED) {
      // It has waited for its place until now.
      started(sql, head);
    }
    new RunRows(sql)
        .run(head.id())
        .flatMap(RunMoments::last)
        .ifPresent(moment -> put(head, moment));
  }

  private void put(Head head, Moment moment) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run", head.id());
    body.put("change", moment.change().name());
    body.put("step", moment.step());
    body.put("at", moment.at().toString());
    String message = moment.message();
    body.put(
        "message",
        message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) : message);
    outbox.put(Outbox.newDelivery(), WORK + "/" + head.id(), "openlineage", Json.text(body));
  }

  private Outcome carry(Outgoing outgoing) {
    JsonNode body = Json.read(outgoing.body(), JsonNode.class);
    Moment moment =
        new Moment(
            Change.valueOf(body.path("change").asString("")),
            body.path("step").asString(""),
            Instant.parse(body.path("at").asString("")),
            body.path("message").asString(""));
    Optional<Map<String, Object>> event = lineage.event(body.path("run").asString(""), moment);
    if (event.isEmpty()) {
      return Outcome.refused(0, "the run was forgotten");
    }
    try {
      return outcome(egress.send(call(Json.write(event.get()))));
    } catch (ProblemException e) {
      return Outcome.refused(0, e.problem().sentence());
    } catch (IOException e) {
      return Outcome.again(0, "there was no answer: " + e.getMessage(), Duration.ZERO);
    }
  }

  private Egress.Call call(byte[] event) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    target.token().get().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
    return new Egress.Call("POST", target.url(), headers, event, WITHIN, ANSWER_BYTES_MAX);
  }

  private static Outcome outcome(Egress.Answer answer) {
    int status = answer.status();
    if (status < 300) {
      return Outcome.arrived(status);
    }
    String note = "it answered " + status;
    return PASSING.contains(status)
        ? Outcome.again(status, note, Duration.ZERO)
        : Outcome.refused(status, note);
  }
}
