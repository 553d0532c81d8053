package dev.evenkeel.conformance;

import java.util.ArrayList;
import java.util.List;

/// The model of the tests: `x`, FP32 `[-1, 2]`, to the `sum` of each row and its `first` number.
final class Sums {
  static final String NAME = "sums";
  static final TensorShape INPUT = new TensorShape("x", "FP32", List.of(-1L, 2L));
  static final List<TensorShape> OUTPUTS =
      List.of(
          new TensorShape("sum", "FP32", List.of(-1L)),
          new TensorShape("first", "FP32", List.of(-1L)));

  private Sums() {}

  /// A request that is refused.
  static final class Refused extends RuntimeException {
    private final boolean isAboutNames;

    Refused(String message, boolean isAboutNames) {
      super(message);
      this.isAboutNames = isAboutNames;
    }

    boolean isAboutNames() {
      return isAboutNames;
    }
  }

  static void demand(boolean holds, String message) {
    if (!holds) {
      throw new Refused(message, false);
    }
  }

  static void demandModel(String name, String version) {
    if (!name.equals(NAME) || !(version.isEmpty() || version.equals("1"))) {
      throw new Refused("unknown model or version", true);
    }
  }

  /// Answers the outputs that are wanted; none is all.
  static List<Values> answer(Fault fault, List<Values> inputs, List<String> wanted) {
    demand(inputs.size() == 1, "one input");
    Values x = inputs.getFirst();
    demand(x.name().equals(INPUT.name()) && x.datatype().equals("FP32"), "x FP32");
    demand(fault == Fault.BAD_SHAPES_ACCEPTED || INPUT.fits(x.shape()), "[-1, 2]");
    List<Object> sums = new ArrayList<>();
    List<Object> firsts = new ArrayList<>();
    for (int i = 0; i + 1 < x.data().size(); i += 2) {
      float first = ((Number) x.data().get(i)).floatValue();
      sums.add(first + ((Number) x.data().get(i + 1)).floatValue());
      firsts.add(first);
    }
    long rows = sums.size();
    List<Values> all =
        List.of(
            new Values(
                "sum",
                fault == Fault.OUTPUT_OF_ANOTHER_DATATYPE ? "FP64" : "FP32",
                fault == Fault.OUTPUT_OF_ANOTHER_SHAPE ? List.of(rows, 1L) : List.of(rows),
                sums),
            new Values("first", "FP32", List.of(rows), firsts));
    if (wanted.isEmpty() || fault == Fault.ALL_OUTPUTS_WHATEVER_IS_ASKED) {
      return all;
    }
    List<String> names = all.stream().map(Values::name).toList();
    demand(names.containsAll(wanted), "unknown output");
    return all.stream().filter(output -> wanted.contains(output.name())).toList();
  }
}
