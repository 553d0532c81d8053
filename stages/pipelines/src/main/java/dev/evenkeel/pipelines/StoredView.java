package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.StepRows.Standing;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Reference.Item;
import dev.evenkeel.pipelines.definition.Reference.OfEach;
import dev.evenkeel.pipelines.definition.Reference.OfParameter;
import dev.evenkeel.pipelines.definition.Reference.OfStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A run as it is stored, for the reducer and for its steps. It reads answers only when they are
/// asked for.
final class StoredView implements Reducer.View {
  private final StepRows rows;
  private final Head head;
  private final Pipeline pipeline;
  private final Map<String, Standing> standings;
  private final Map<String, State> states = new LinkedHashMap<>();

  private StoredView(StepRows rows, Head head, Pipeline pipeline, Map<String, Standing> standings) {
    this.rows = rows;
    this.head = head;
    this.pipeline = pipeline;
    this.standings = standings;
    standings.forEach((step, standing) -> states.put(step, standing.state()));
  }

  static StoredView of(StepRows rows, Head head, Pipeline pipeline) {
    return new StoredView(rows, head, pipeline, rows.standings(head.id()));
  }

  /// For the values alone: whoever asks for states gets none.
  static StoredView valuesOf(StepRows rows, Head head, Pipeline pipeline) {
    return new StoredView(rows, head, pipeline, Map.of());
  }

  @Override
  public Map<String, State> states() {
    return states;
  }

  @Override
  public int attempt(String step) {
    return Objects.requireNonNull(standings.get(step)).attempt();
  }

  @Override
  public Optional<String> value(Reference reference) {
    return switch (reference) {
      case OfParameter(String name) -> Optional.ofNullable(head.parameters().get(name));
      case OfStep(String step, String output) ->
          pipeline.step(step).each().isPresent() ? list(step, output) : one(step, output);
      case OfEach(String step, String output) -> list(step, output);
      case Item() -> Optional.empty();
    };
  }

  private Optional<String> one(String step, String output) {
    return Optional.ofNullable(rows.outputs(head.id(), List.of(step)).get(step))
        .map(outputs -> outputs.get(output));
  }

  private Optional<String> list(String step, String output) {
    List<String> values =
        rows.outputsOfEach(head.id(), step).values().stream()
            .flatMap(outputs -> Optional.ofNullable(outputs.get(output)).stream())
            .toList();
    return Optional.of(Json.text(values));
  }

  @Override
  public double chance(String step) {
    int hash = Objects.hash(head.id(), step, attempt(step));
    return (hash & 0xffff) / 65_536.0;
  }
}
