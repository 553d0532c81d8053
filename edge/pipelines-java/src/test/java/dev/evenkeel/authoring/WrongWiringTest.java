package dev.evenkeel.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A wrong type is found by the compiler, not by a run.
class WrongWiringTest {
  private static final String BEFORE =
      """
      import dev.evenkeel.authoring.*;
      import java.time.*;
      import java.util.*;

      class Wiring {
        record Args(LocalDate week, double floor, List<Integer> depths, boolean dry) {}
        record PullIn(LocalDate week) {}
        record Pulled(DatasetRef rows, long count) {}
        record FitIn(DatasetRef rows, int depth) {}
        record Fit(ModelRef model, double auc) {}
        record BestIn(List<ModelRef> models, double floor) {}
        static final class Pull implements StepCode<PullIn, Pulled> {
          public Pulled run(PullIn in) { return new Pulled(DatasetRef.of("a@1"), 1); }
        }
        void wire() {
          var b = PipelineBuilder.of("p", Args.class);
          var pull = b.java("pull", Pull.class);
          var fit = b.each("fit", FitIn.class, Fit.class, List.of(4, 6));
          var one = b.step("one", FitIn.class, Fit.class);
          var best = b.step("best", BestIn.class, Fit.class);
          STATEMENT;
        }
      }
      """;

  @TempDir java.nio.file.Path folder;

  private List<String> errors(String statement) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Wiring.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return BEFORE.replace("STATEMENT", statement);
          }
        };
    compiler
        .getTask(
            null,
            null,
            found,
            List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
            null,
            List.of(source))
        .call();
    return found.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .map(one -> one.getMessage(Locale.ROOT))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pull.in(PullIn::week).from(b.param(Args::week))",
        "one.in(FitIn::rows).from(pull.out(Pulled::rows))",
        "fit.in(FitIn::rows).from(pull.out(Pulled::rows)).item(FitIn::depth)",
        "best.in(BestIn::models).from(fit.all(Fit::model))",
        "best.in(BestIn::floor).from(Out.number(pull.out(Pulled::count)))",
        "b.each(\"more\", FitIn.class, Fit.class, b.param(Args::depths)).item(FitIn::depth)",
        "best.when(one.out(Fit::auc).ge(b.param(Args::floor)).and(pull.out(Pulled::count).gt(5L)))",
        "best.when(When.not(When.holds(b.param(Args::dry))))",
        "b.param(Args::floor).otherwise(0.9)",
        "b.partitionByDate(Args::week, Period.ofDays(7))",
      })
  void compilesWhatFits(String statement) throws IOException {
    assertThat(errors(statement)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pull.in(PullIn::week).from(b.param(Args::floor))",
        "one.in(FitIn::rows).from(one.out(Fit::model))",
        "one.in(FitIn::rows).from(pull.out(Pulled::count))",
        "one.in(FitIn::depth).from(pull.out(Pulled::count))",
        "best.in(BestIn::models).from(one.out(Fit::model))",
        "best.in(BestIn::models).from(fit.all(Fit::auc))",
        "best.in(BestIn::floor).from(pull.out(Pulled::count))",
        "one.in(FitIn::rows).from(pull.out(Fit::model))",
        "one.in(PullIn::week).from(b.param(Args::week))",
        "fit.item(FitIn::rows)",
        "fit.out(Fit::model)",
        "one.all(Fit::model)",
        "b.each(\"more\", FitIn.class, Fit.class, b.param(Args::floor))",
        "best.when(one.out(Fit::auc).ge(b.param(Args::week)))",
        "best.when(one.out(Fit::auc).ge(\"0.9\"))",
        "best.when(When.holds(one.out(Fit::auc)))",
        "best.when(one.out(Fit::auc))",
        "b.param(Args::floor).otherwise(\"0.9\")",
        "b.param(Fit::auc)",
        "b.partitionByDate(Args::floor, Period.ofDays(7))",
        "b.java(\"x\", String.class)",
      })
  void doesNotCompileAWrongType(String statement) throws IOException {
    assertThat(errors(statement)).isNotEmpty();
  }

  @Test
  void namesBothTypesOfAWrongWire() throws IOException {
    assertThat(errors("one.in(FitIn::rows).from(one.out(Fit::model))"))
        .singleElement()
        .asString()
        .contains("ModelRef", "DatasetRef");
  }
}
