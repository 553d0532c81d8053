package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.RunMoments.Change;
import dev.evenkeel.pipelines.RunMoments.Moment;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.pipelines.definition.Wiring;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jooq.DSLContext;

/// What an event of OpenLineage says of a run, as it is stored.
///
/// @param step whose event it is; empty for the run itself
/// @param inputs versions that were read
/// @param outputs versions that were made; none before the end
record OpenLineageRun(
    Head head, Pipeline pipeline, Optional<Step> step, Set<Version> inputs, Set<Version> outputs) {
  /// A version of a dataset, or of a model.
  ///
  /// @param reference as `sales@7`
  record Version(boolean isModel, String reference) {
    String name() {
      return reference.substring(0, reference.lastIndexOf('@'));
    }

    String number() {
      return reference.substring(reference.lastIndexOf('@') + 1);
    }
  }

  private static final Pattern REFERENCE = Pattern.compile("[^@\\s]{1,200}@[1-9]\\d{0,8}");

  static OpenLineageRun of(
      DSLContext sql,
      Head head,
      Pipeline pipeline,
      Moment moment,
      Function<String, Signature> signatures) {
    if (moment.step().isEmpty()) {
      return new OpenLineageRun(head, pipeline, Optional.empty(), Set.of(), Set.of());
    }
    Step step = pipeline.step(Reducer.stepOf(moment.step()));
    StepRows rows = new StepRows(sql);
    Set<Version> outputs = new LinkedHashSet<>();
    if (moment.change() == Change.COMPLETE) {
      Signature signature = signatures.apply(step.uses());
      Map<String, PortType> types = step.out().isEmpty() ? signature.outputs() : step.out();
      Optional.ofNullable(rows.outputs(head.id(), List.of(moment.step())).get(moment.step()))
          .ifPresent(output ->
              output.forEach((name, value) ->
                  add(outputs, Optional.ofNullable(types.get(name)), name, value)));
    }
    Set<Version> inputs = inputs(rows, head, pipeline, step, moment.step(), signatures);
    // What a step of the product's own hands on, it has not made.
    outputs.removeAll(inputs);
    return new OpenLineageRun(head, pipeline, Optional.of(step), inputs, outputs);
  }

  private static Set<Version> inputs(
      StepRows rows,
      Head head,
      Pipeline pipeline,
      Step step,
      String stepRun,
      Function<String, Signature> signatures) {
    Set<Version> inputs = new LinkedHashSet<>();
    StoredView values = StoredView.valuesOf(rows, head, pipeline);
    Map<String, PortType> types = Wiring.types(pipeline, signatures, step);
    step.in()
        .forEach((port, reference) ->
            (reference instanceof Reference.Item
                    ? rows.item(head.id(), stepRun)
                    : values.value(reference))
                .ifPresent(
                    value -> add(inputs, Optional.ofNullable(types.get(port)), port, value)));
    // A step that nothing is wired to takes what earlier ones answered.
    if (step.in().isEmpty() && signatures.apply(step.uses()).isOpen()) {
      rows.outputs(head.id(), pipeline.before(step.name()))
          .forEach((_, output) ->
              output.forEach((name, value) -> add(inputs, Optional.empty(), name, value)));
    }
    return inputs;
  }

  /// Where no type is declared, the name says what it is, as in the steps of model projects.
  private static void add(
      Set<Version> versions, Optional<PortType> declared, String name, String value) {
    Optional<ValueType> type =
        declared
            .map(PortType::type)
            .or(() ->
                switch (name) {
                  case "dataset" -> Optional.of(ValueType.DATASET);
                  case "model", "version" -> Optional.of(ValueType.MODEL);
                  default -> Optional.empty();
                });
    boolean isModel = type.filter(ValueType.MODEL::equals).isPresent();
    if (isModel || type.filter(ValueType.DATASET::equals).isPresent()) {
      boolean isList = declared.filter(PortType::isList).isPresent();
      List<String> each = isList ? PortType.texts(value).orElse(List.of()) : List.of(value);
      each.stream()
          .filter(text -> REFERENCE.matcher(text).matches())
          .forEach(text -> versions.add(new Version(isModel, text)));
    }
  }
}
