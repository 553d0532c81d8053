package dev.evenkeel.contracts;

import dev.evenkeel.contracts.EcmaNode.One;
import java.util.Optional;

/// A class, `[...]`, after its bracket.
final class EcmaClass {
  private final EcmaScanner in;
  private final EcmaEscapes escapes;
  private final StringBuilder java = new StringBuilder();
  private CodePoints points = CodePoints.none();
  private boolean hasCategory;

  EcmaClass(EcmaScanner in, EcmaEscapes escapes) {
    this.in = in;
    this.escapes = escapes;
  }

  One read() {
    boolean isNegated = in.takes("^");
    while (!in.takes("]")) {
      in.demand(in.more(), "a class that is not closed");
      in.demand(!in.sees("[:"), "a named class, which ECMA-262 does not have");
      member();
    }
    CodePoints all = isNegated ? points.others() : points;
    return hasCategory
        ? new One(all, "[" + (isNegated ? "^" : "") + java + "]")
        : EcmaEscapes.one(all);
  }

  private void member() {
    One first = atom();
    if (!in.sees("-") || in.sees("-]")) {
      add(first);
      return;
    }
    in.takes("-");
    One last = atom();
    if (isOne(first) && isOne(last)) {
      int from = first.points().first();
      int to = last.points().first();
      in.demand(from <= to, "a range from more to less");
      add(EcmaEscapes.one(CodePoints.range(from, to)));
      return;
    }
    // `[\w-.]`: without the flag `u` the hyphen stands for itself.
    in.readOldGrammar();
    add(first);
    add(EcmaEscapes.one(CodePoints.of('-')));
    add(last);
  }

  private static boolean isOne(One one) {
    return one.points().size() == 1;
  }

  private One atom() {
    if (!in.takes("\\")) {
      return EcmaEscapes.one(CodePoints.of(in.next()));
    }
    Optional<One> several = escapes.several();
    return several.isPresent()
        ? several.get()
        : EcmaEscapes.one(CodePoints.of(escapes.character(true)));
  }

  private void add(One one) {
    points = points.with(one.points());
    boolean isCategory = one.java().startsWith("\\p") || one.java().startsWith("\\P");
    hasCategory |= isCategory;
    java.append(isCategory ? one.java() : one.points().members());
  }
}
