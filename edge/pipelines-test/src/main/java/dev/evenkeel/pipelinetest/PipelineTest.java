package dev.evenkeel.pipelinetest;

import dev.evenkeel.authoring.PipelineDefinition;
import dev.evenkeel.authoring.Ports;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs a pipeline in the test's own process, as a server runs it, on a SQLite database in a
/// temporary folder:
///
/// ```java
/// PipelineTest.of(new CardFraud())
///     .fake("fit", new Fit(ModelRef.of("card-fraud@3"), 0.7))
///     .run(new Args(LocalDate.parse("2026-05-04"), 0.9))
///     .assertSucceeded()
///     .assertSkipped("publish");
/// ```
///
/// A step is faked by its name, or it is a class (`java`), which runs here, or its action is given
/// by [#action]. A pipeline with a step of which none is true does not start. Whoever is asked to
/// approve a step agrees at once, unless [#refusing] says otherwise.
public final class PipelineTest {
  private final Pipeline pipeline;
  private final List<StepAction> actions = new ArrayList<>();
  private final Map<String, Fake> fakes = new LinkedHashMap<>();
  private final Set<String> refused = new LinkedHashSet<>();
  private Duration longest = Duration.ofMinutes(1);
  private Duration backoffMax = Duration.ofMillis(10);

  private PipelineTest(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /// Of a pipeline written in Java.
  public static PipelineTest of(PipelineDefinition definition) {
    return new PipelineTest(
        PipelineReader.read(definition.define().json(), definition.getClass().getSimpleName()));
  }

  /// Of a file such as `pipelines/train.yaml`.
  public static PipelineTest of(Path file) {
    try {
      return new PipelineTest(PipelineReader.read(Files.readString(file), file.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of the text of such a file.
  public static PipelineTest of(String yaml) {
    return new PipelineTest(PipelineReader.read(yaml, "pipeline"));
  }

  /// A step that answers this instead of working.
  public PipelineTest fake(String step, Map<String, String> answer) {
    return fakeBy(step, _ -> answer);
  }

  /// A step that answers this instead of working.
  public PipelineTest fake(String step, Record answer) {
    return fake(step, Ports.texts(answer));
  }

  /// A step that does this instead of working; what it throws fails the attempt.
  public PipelineTest fakeBy(String step, Fake fake) {
    pipeline.step(step);
    fakes.put(step, fake);
    return this;
  }

  /// A step whose attempts fail with this message.
  public PipelineTest failing(String step, String message) {
    return fakeBy(
        step,
        _ -> {
          throw new IllegalStateException(message);
        });
  }

  /// A step that whoever is asked does not approve.
  public PipelineTest refusing(String step) {
    if (pipeline.step(step).approval().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot refuse step %s: nobody is asked to approve it".formatted(step));
    }
    refused.add(step);
    return this;
  }

  /// What a step does instead of its work.
  @FunctionalInterface
  public interface Fake {
    /// Its answers by their names.
    Map<String, String> run(Attempt attempt) throws Exception;
  }

  /// What a faked step is given.
  ///
  /// @param inputs what is wired to it
  /// @param parameters of the run
  /// @param item the value of `each`; empty for a step without
  /// @param number of the attempt, from 1
  public record Attempt(
      Map<String, String> inputs, Map<String, String> parameters, String item, int number) {
    public Attempt {
      inputs = Map.copyOf(inputs);
      parameters = Map.copyOf(parameters);
    }
  }

  /// An action that steps name under `uses`.
  public PipelineTest action(StepAction action) {
    actions.add(action);
    return this;
  }

  /// How long a run may take; a minute if nothing is said.
  public PipelineTest within(Duration most) {
    longest = most;
    return this;
  }

  /// How long to wait between attempts at most, whatever the pipeline says; 10 ms if nothing is
  /// said.
  public PipelineTest backoffMax(Duration most) {
    backoffMax = most;
    return this;
  }

  /// Runs it without parameters.
  public FinishedRun run() {
    return run(Map.of());
  }

  /// Runs it with the components of a record as parameters.
  public FinishedRun run(Record arguments) {
    return run(Ports.texts(arguments));
  }

  /// Runs it, and waits for its end.
  ///
  /// @throws AssertionError when it takes longer than it may; it shows where each step stands
  /// @throws dev.evenkeel.base.ProblemException when it cannot start
  public FinishedRun run(Map<String, String> parameters) {
    try (Bench bench = Bench.open()) {
      Thrown thrown = new Thrown();
      List<StepAction> all = new ArrayList<>(actions);
      fakes.forEach((step, fake) -> all.add(Fakes.action(step, fake, thrown)));
      if (actions.stream().noneMatch(action -> action.name().equals(JavaHere.NAME))) {
        all.add(new JavaHere(bench.files(), thrown));
      }
      Pipeline faked = Fakes.in(pipeline, fakes.keySet(), backoffMax);
      return new FinishedRun(
          pipeline, bench.run(faked, all, parameters, refused, longest), thrown.first());
    }
  }
}
