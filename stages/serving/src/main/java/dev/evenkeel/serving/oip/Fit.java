package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether tensors are those that a model takes.
final class Fit {
  private Fit() {}

  /// Answers the rows: the first size of the first input, or 1.
  static long demand(TensorModel model, List<Tensor> inputs, Set<String> wanted) {
    Map<String, TensorSpec> specs =
        model.inputs().stream().collect(Collectors.toMap(TensorSpec::name, spec -> spec));
    for (Tensor input : inputs) {
      TensorSpec spec = specs.remove(input.name());
      if (spec == null) {
        throw FieldTensors.wrong(
            "input `%s` is unknown".formatted(Names.abbreviate(input.name())),
            model.inputs().stream().map(TensorSpec::name).collect(Collectors.joining(", ")));
      }
      if (input.datatype() != spec.datatype() || !fits(input.shape(), spec.shape())) {
        throw FieldTensors.wrong(
            "input `%s` is %s %s".formatted(input.name(), input.datatype(), input.shape()),
            "%s %s".formatted(spec.datatype(), spec.shape()));
      }
    }
    if (!specs.isEmpty()) {
      throw FieldTensors.wrong(
          "input `%s` is missing".formatted(specs.keySet().iterator().next()),
          model.inputs().stream().map(TensorSpec::name).collect(Collectors.joining(", ")));
    }
    List<String> names = model.outputs().stream().map(TensorSpec::name).toList();
    for (String output : wanted) {
      if (!names.contains(output)) {
        throw unknownOutput(output, names);
      }
    }
    List<Long> shape = inputs.getFirst().shape();
    return shape.isEmpty() ? 1 : Math.min(shape.getFirst(), Integer.MAX_VALUE);
  }

  static RuntimeException unknownOutput(String output, List<String> known) {
    return FieldTensors.wrong(
        "output `%s` is unknown".formatted(Names.abbreviate(output)), String.join(", ", known));
  }

  private static boolean fits(List<Long> shape, List<Long> spec) {
    if (shape.size() != spec.size()) {
      return false;
    }
    for (int index = 0; index < shape.size(); index++) {
      if (spec.get(index) >= 0 && !spec.get(index).equals(shape.get(index))) {
        return false;
      }
    }
    return true;
  }
}
