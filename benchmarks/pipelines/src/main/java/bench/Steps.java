package bench;

import dev.evenkeel.base.Clock;
import dev.evenkeel.pipelines.KnownSecrets;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Runs a pipeline of steps that do nothing, on a queue and a database as the server has them, and
/// prints as JSON how long the whole took and how long it was from one step's begin to the next's.
final class Steps {
  private static final ConcurrentLinkedQueue<Long> BEGAN = new ConcurrentLinkedQueue<>();

  private static final class Nothing implements StepAction {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public Map<String, String> run(StepContext context) {
      BEGAN.add(System.nanoTime());
      return Map.of();
    }
  }

  /// Takes the address of the database, `chain` or `wide`, how many steps, and how many runs.
  public static void main(String[] arguments) throws Exception {
    String shape = arguments[1];
    int steps = Integer.parseInt(arguments[2]);
    int runs = Integer.parseInt(arguments[3]);
    try (Database database = Database.open(arguments[0], "postgres", "");
        DbSchedulerQueue queue = new DbSchedulerQueue(database, 4)) {
      PipelineRuns pipelines =
          new PipelineRuns(
              database, queue, Clock.system(), List.of(new Nothing()), KnownSecrets.NONE);
      queue.start();
      Pipeline pipeline = PipelineReader.read(yaml(shape, steps), shape + ".yaml");
      for (int run = 0; run < runs; run++) {
        System.out.println(time(pipelines, pipeline, steps));
      }
    }
  }

  private static String time(PipelineRuns pipelines, Pipeline pipeline, int steps) {
    BEGAN.clear();
    long began = System.nanoTime();
    String id = pipelines.start(pipeline, "", "benchmark", Map.of()).id();
    PipelineRun ended = pipelines.await(id, Duration.ofMinutes(10));
    double seconds = (System.nanoTime() - began) / 1e9;
    if (ended.state() != State.SUCCEEDED || BEGAN.size() != steps) {
      throw new IllegalStateException(
          "Cannot count this run: it is %s after %d steps".formatted(ended.state(), BEGAN.size()));
    }
    List<Long> times = new ArrayList<>(BEGAN);
    Collections.sort(times);
    double[] hops = new double[times.size() - 1];
    for (int hop = 0; hop < hops.length; hop++) {
      hops[hop] = (times.get(hop + 1) - times.get(hop)) / 1e6;
    }
    java.util.Arrays.sort(hops);
    return "{\"seconds\": %.3f, \"millis_p50\": %.2f, \"millis_p99\": %.2f}"
        .formatted(seconds, hops[hops.length / 2], hops[(int) (hops.length * 0.99)]);
  }

  private static String yaml(String shape, int steps) {
    StringBuilder yaml = new StringBuilder("version: 1\nname: " + shape + "\nsteps:\n");
    for (int step = 0; step < steps; step++) {
      yaml.append("  s").append(step).append(": {uses: nothing");
      if (shape.equals("chain") && step > 0) {
        yaml.append(", after: [s").append(step - 1).append("]");
      }
      yaml.append("}\n");
    }
    return yaml.toString();
  }

  private Steps() {}
}
