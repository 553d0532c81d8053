package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.definition.Reference.Item;
import dev.evenkeel.pipelines.definition.Reference.OfEach;
import dev.evenkeel.pipelines.definition.Reference.OfParameter;
import dev.evenkeel.pipelines.definition.Reference.OfStep;
import dev.evenkeel.pipelines.definition.Signature.Port;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Whether what is wired fits, before anything runs: names that exist, types that match.
public final class Wiring {
  private final PipelineFile file;
  private final Pipeline pipeline;
  private final Function<String, Signature> actions;

  private Wiring(PipelineFile file, Function<String, Signature> actions) {
    this.file = file;
    this.pipeline = file.pipeline();
    this.actions = actions;
  }

  /// Checks every step.
  ///
  /// @param actions what each action takes and answers, by its name
  /// @throws ProblemException that names the step, its line, and what would fit
  public static void check(PipelineFile file, Function<String, Signature> actions) {
    Wiring wiring = new Wiring(file, actions);
    wiring.pipeline.steps().forEach(wiring::check);
  }

  /// The types of what is wired to a step, as far as they are known, by the names of its inputs.
  public static Map<String, PortType> types(
      Pipeline pipeline, Function<String, Signature> actions, Step step) {
    Wiring wiring = new Wiring(PipelineFile.of(pipeline), actions);
    Map<String, PortType> types = new TreeMap<>();
    step.in()
        .forEach((port, reference) -> {
          Port wanted = actions.apply(step.uses()).inputs().get(port);
          Optional<PortType> given =
              wanted == null
                  ? wiring.type(step, "in/" + port, reference)
                  : Optional.of(wanted.type());
          given.ifPresent(type -> types.put(port, type));
        });
    return types;
  }

  private void check(Step step) {
    Signature signature = signature(step);
    step.in()
        .forEach((port, reference) -> {
          Optional<PortType> given = type(step, "in/" + port, reference);
          Port wanted = signature.inputs().get(port);
          if (wanted == null) {
            demandOpen(step, port, signature);
          } else {
            given.ifPresent(type -> demandFit(step, "in/" + port, reference, type, wanted.type()));
          }
        });
    signature
        .inputs()
        .forEach((port, wanted) -> {
          if (wanted.demanded() && !step.in().containsKey(port)) {
            throw file.problem(
                    step.name(),
                    "",
                    "step `%s` lacks its input `%s`".formatted(step.name(), port),
                    "`in: {%s: …}` of type %s".formatted(port, wanted.type()),
                    "")
                .asException();
          }
        });
    step.when()
        .ifPresent(condition ->
            condition.references().forEach(reference -> type(step, "when", reference)));
    step.each()
        .flatMap(Step.Each::from)
        .ifPresent(reference ->
            type(step, "each", reference)
                .filter(type -> !type.isList())
                .ifPresent(type -> {
                  throw file.problem(
                          step.name(),
                          "each",
                          "`%s` is one %s".formatted(reference.text(), type),
                          "a list, such as `%s[]`".formatted(type),
                          "")
                      .asException();
                }));
  }

  /// The types of a step: those of its action, and those it declares itself.
  private Signature signature(Step step) {
    Signature action = actions.apply(step.uses());
    return step.out().isEmpty()
        ? action
        : new Signature(action.inputs(), step.out(), action.isOpen());
  }

  private void demandOpen(Step step, String port, Signature signature) {
    if (signature.isOpen()) {
      return;
    }
    String near = Names.nearest(port, signature.inputs().keySet());
    throw file.problem(
            step.name(),
            "in/" + port,
            "`%s` takes no input `%s`".formatted(step.uses(), port),
            signature.inputs().isEmpty()
                ? "no inputs"
                : "one of " + String.join(", ", signature.inputs().keySet()),
            near.isEmpty() ? "" : "write `%s`".formatted(near))
        .asException();
  }

  private void demandFit(
      Step step, String part, Reference reference, PortType given, PortType wanted) {
    if (!given.fits(wanted)) {
      throw file.problem(
              step.name(),
              part,
              "`%s` is of type %s".formatted(reference.text(), given),
              "a value of type " + wanted,
              "")
          .asException();
    }
  }

  /// The type of a value; empty where its step declares none.
  private Optional<PortType> type(Step step, String part, Reference reference) {
    return switch (reference) {
      case OfParameter(String name) -> parameter(step, part, name);
      case Item() -> item(step, part);
      case OfStep(String producer, String output) -> {
        Optional<PortType> type = output(step, part, reference, producer, output);
        yield pipeline.step(producer).each().isPresent() ? type.map(PortType::list) : type;
      }
      case OfEach(String producer, String output) -> {
        if (pipeline.step(producer).each().isEmpty()) {
          throw file.problem(
                  step.name(),
                  part,
                  "step `%s` runs only once".formatted(producer),
                  "`%s.%s`".formatted(producer, output),
                  "")
              .asException();
        }
        yield output(step, part, reference, producer, output).map(PortType::list);
      }
    };
  }

  private Optional<PortType> parameter(Step step, String part, String name) {
    if (pipeline.parameters().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        pipeline.parameters().stream()
            .filter(parameter -> parameter.name().equals(name))
            .map(Parameter::type)
            .findFirst()
            .orElseThrow(() ->
                unknown(
                    step,
                    part,
                    "parameter `%s` does not exist".formatted(name),
                    name,
                    pipeline.parameters().stream().map(Parameter::name).toList(),
                    "params.")));
  }

  private Optional<PortType> item(Step step, String part) {
    Step.Each each =
        step.each()
            .orElseThrow(() ->
                file.problem(
                        step.name(),
                        part,
                        "step `%s` has no `each`, so there is no item".formatted(step.name()),
                        "`each: [...]`",
                        "")
                    .asException());
    return part.equals("each") || each.from().isEmpty()
        ? Optional.empty()
        : type(step, "each", each.from().get()).map(PortType::item);
  }

  private Optional<PortType> output(
      Step step, String part, Reference reference, String producer, String output) {
    Signature signature = signature(pipeline.step(producer));
    Map<String, PortType> outputs = signature.outputs();
    if (outputs.containsKey(output)) {
      return Optional.of(Objects.requireNonNull(outputs.get(output)));
    }
    if (signature.isOpen() && pipeline.step(producer).out().isEmpty()) {
      return Optional.empty();
    }
    throw unknown(
        step,
        part,
        "step `%s` answers no `%s`".formatted(producer, Names.abbreviate(output)),
        output,
        outputs.keySet(),
        reference instanceof OfEach ? producer + "[*]." : producer + ".");
  }

  private ProblemException unknown(
      Step step, String part, String what, String name, Iterable<String> known, String owner) {
    String near = Names.nearest(name, known);
    String names = String.join(", ", known);
    return file.problem(
            step.name(),
            part,
            what,
            names.isEmpty() ? "a step that declares it under `out`" : "one of " + names,
            near.isEmpty() ? "" : "write `%s%s`".formatted(owner, near))
        .asException();
  }
}
