package dev.evenkeel.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A graph asked in its own tensors. Outputs that are no tensors are left out.
final class OnnxTensors implements TensorModel {
  private final Session session;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  /// @param session whose every input is a tensor of a type that the protocol knows
  OnnxTensors(Session session) {
    this.session = session;
    List<TensorSpec> takes = new ArrayList<>();
    for (Session.Slot slot : session.inputs()) {
      takes.add(spec(slot));
    }
    this.inputs = List.copyOf(takes);
    this.outputs =
        session.outputs().stream()
            .filter(slot -> slot.tensor() != null && Tensors.datatype(slot.tensor()).isPresent())
            .map(OnnxTensors::plain)
            .toList();
  }

  private static TensorSpec spec(Session.Slot slot) {
    TensorSpec spec = plain(slot);
    if (!spec.name().startsWith(GraphRewrite.SIGNED)) {
      return spec;
    }
    String name = spec.name().substring(GraphRewrite.SIGNED.length());
    Datatype unsigned =
        switch (spec.datatype()) {
          case INT16 -> Datatype.UINT16;
          case INT32 -> Datatype.UINT32;
          default -> Datatype.UINT64;
        };
    return new TensorSpec(name, unsigned, spec.shape());
  }

  /// The name that the rewritten graph gives to an input.
  static String outside(String input, Datatype datatype) {
    return switch (datatype) {
      case UINT16, UINT32, UINT64 -> GraphRewrite.SIGNED + input;
      case BOOL, UINT8, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES -> input;
    };
  }

  private static TensorSpec plain(Session.Slot slot) {
    TensorInfo info = slot.tensor();
    Datatype datatype = info == null ? null : Tensors.datatype(info).orElse(null);
    if (info == null || datatype == null) {
      throw Problem.of(
              Problem.Kind.UNSUPPORTED,
              "input `%s` of the graph is no tensor of a usual type"
                  .formatted(Names.abbreviate(slot.name())),
              "export the model with tensors of numbers, truth values or texts as inputs")
          .asException();
    }
    return new TensorSpec(slot.name(), datatype, Arrays.stream(info.getShape()).boxed().toList());
  }

  @Override
  public String platform() {
    return "onnx_onnxv1";
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public List<Tensor> infer(List<Tensor> given, Set<String> wanted) {
    Set<String> asked = new LinkedHashSet<>();
    outputs.stream()
        .map(TensorSpec::name)
        .filter(name -> wanted.isEmpty() || wanted.contains(name))
        .forEach(asked::add);
    for (String name : wanted) {
      if (!asked.contains(name)) {
        throw wrong(
            "no output is called `%s`".formatted(Names.abbreviate(name)),
            String.join(", ", outputs.stream().map(TensorSpec::name).toList()));
      }
    }
    demandFit(given);
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Tensor tensor : given) {
        tensors.put(outside(tensor.name(), tensor.datatype()), Tensors.in(tensor));
      }
      try (OrtSession.Result result = session.run(tensors, asked)) {
        List<Tensor> answers = new ArrayList<>();
        for (String name : asked) {
          if (result.get(name).orElse(null) instanceof OnnxTensor tensor) {
            answers.add(Tensors.out(name, tensor));
          }
        }
        return answers;
      }
    } catch (OrtException e) {
      throw session.refused(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private void demandFit(List<Tensor> given) {
    Map<String, Tensor> named = new HashMap<>();
    given.forEach(tensor -> named.put(tensor.name(), tensor));
    if (named.size() != given.size() || given.size() != inputs.size()) {
      throw wrong("%d inputs".formatted(given.size()), "each once: " + inputs);
    }
    for (TensorSpec spec : inputs) {
      Tensor tensor = named.get(spec.name());
      if (tensor == null) {
        throw wrong("input `%s` is missing".formatted(Names.abbreviate(spec.name())), "");
      }
      if (tensor.datatype() != spec.datatype() || !fits(tensor.shape(), spec.shape())) {
        throw wrong(
            "input `%s` is %s of shape %s"
                .formatted(Names.abbreviate(spec.name()), tensor.datatype(), tensor.shape()),
            "%s of shape %s, where -1 is any size".formatted(spec.datatype(), spec.shape()));
      }
    }
  }

  private static boolean fits(List<Long> shape, List<Long> expected) {
    if (shape.size() != expected.size()) {
      return false;
    }
    for (int index = 0; index < shape.size(); index++) {
      if (expected.get(index) >= 0 && !expected.get(index).equals(shape.get(index))) {
        return false;
      }
    }
    return true;
  }

  private static ProblemException wrong(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }
}
