package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.definition.Parameter;
import dev.evenkeel.pipelines.definition.Pipeline;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a run is given, held to what its pipeline declares.
final class Parameters {
  private Parameters() {}

  /// All values of a run, with those that its pipeline gives by itself. A pipeline that declares no
  /// parameters takes any.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT`
  static Map<String, String> of(Pipeline pipeline, Map<String, String> given) {
    Map<String, String> values = new TreeMap<>(given);
    if (pipeline.parameters().isEmpty()) {
      return values;
    }
    for (Parameter parameter : pipeline.parameters()) {
      parameter.otherwise().ifPresent(value -> values.putIfAbsent(parameter.name(), value));
      String value = values.get(parameter.name());
      if (value == null) {
        throw problem(
            pipeline,
            "parameter `%s` is missing".formatted(parameter.name()),
            "a value of type " + parameter.type(),
            "");
      }
      Optional<String> why = parameter.type().refuse(value);
      if (why.isPresent()) {
        throw problem(
            pipeline,
            "parameter `%s`: %s".formatted(parameter.name(), why.get()),
            "a value of type " + parameter.type(),
            "");
      }
    }
    var declared = pipeline.parameters().stream().map(Parameter::name).toList();
    for (String name : given.keySet()) {
      if (!declared.contains(name)) {
        String near = Names.nearest(name, declared);
        throw problem(
            pipeline,
            "parameter `%s` does not exist".formatted(Names.abbreviate(name)),
            "one of " + String.join(", ", declared),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    return values;
  }

  private static dev.evenkeel.base.ProblemException problem(
      Pipeline pipeline, String what, String expected, String remedy) {
    return new Problem(Problem.Kind.INPUT, what, "pipeline " + pipeline.name(), expected, remedy)
        .asException();
  }
}
