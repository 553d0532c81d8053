package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.pipelines.RunMoments.Moment;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.WorkQueue;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs as run events of OpenLineage 2-0-2: on being asked, from what is stored of a run, and as
/// they happen, to one receiver.
public final class OpenLineage {
  private static final int PAGE = 1_000;
  private static final String LINES = "application/x-ndjson";

  private final Database database;
  private final RunHistory history;
  private final PipelineRuns runs;
  private final OpenLineageJson json;

  /// What other rooms know of datasets.
  @FunctionalInterface
  public interface Columns {
    /// Names and types of the columns of a version such as `sales@7`, in order; empty when nobody
    /// knows them.
    Map<String, String> of(String version);
  }

  /// @param namespace of jobs, before the project, and of datasets and models
  /// @param version of this product
  public OpenLineage(
      Database database, PipelineRuns runs, String namespace, String version, Columns columns) {
    this.database = database;
    this.history = new RunHistory(database);
    this.runs = runs;
    this.json = new OpenLineageJson(namespace, version, columns);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return List.of(
        Route.get(
                "/api/v1/pipeline-runs/{id}/openlineage",
                "A run as events of OpenLineage, one a line",
                this::lines)
            .needs(Role.VIEWER));
  }

  /// Has a receiver told of all runs from now on.
  ///
  /// @param queue of what leaves the process, not started yet
  public void tell(
      WorkQueue queue, OutboxSchedule schedule, Egress egress, OpenLineageReceiver.Target target) {
    runs.tell(new OpenLineageReceiver(database, queue, schedule, egress, target, this));
  }

  private Reply lines(Request request) {
    PipelineRun run = history.run(request.path("id"));
    return new Reply.Streamed(200, LINES, out -> write(run, out), Map.of());
  }

  /// Everything that is told of a run so far, one event a line.
  void write(PipelineRun run, OutputStream out) throws IOException {
    RunMoments moments = new RunMoments();
    write(run.id(), RunMoments.first(run).stream().toList(), out);
    long last = 0;
    List<RunHistory.Happened> page;
    do {
      page = history.events(run.id(), last, PAGE);
      for (RunHistory.Happened event : page) {
        last = event.id();
        // An alarm is no state, and no step's.
        if (!event.step().isEmpty()) {
          State state = State.valueOf(event.state());
          write(
              run.id(),
              moments.of(new RunMoments.Moved(event.step(), state, event.at(), event.detail())),
              out);
        }
      }
    } while (page.size() == PAGE);
    write(run.id(), RunMoments.last(run).stream().toList(), out);
  }

  private void write(String run, List<Moment> moments, OutputStream out) throws IOException {
    for (Moment moment : moments) {
      Optional<Map<String, Object>> event = event(run, moment);
      if (event.isPresent()) {
        out.write(Json.write(event.get()));
        out.write('\n');
      }
    }
  }

  /// A moment as an event; empty when its run was forgotten.
  Optional<Map<String, Object>> event(String runId, Moment moment) {
    Optional<OpenLineageRun> facts =
        database.read(sql -> {
          Optional<Head> head = new RunRows(sql).head(runId);
          return head.map(known ->
              OpenLineageRun.of(
                  sql, known, runs.definition(known.definition()), moment, runs::signature));
        });
    return facts.map(known -> json.event(known, moment));
  }
}
