package dev.evenkeel.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBuilderTest {
  record Rows(DatasetRef rows) {}

  record Dated(Date at) {}

  @Test
  void refusesAnInputThatIsNotWiredOrWiredTwice() {
    var b = PipelineBuilder.of("p");
    var load = b.step("load", None.class, Rows.class).uses("load");
    var fit = b.step("fit", Rows.class, None.class).python("fit.py");

    assertThatThrownBy(b::build).hasMessage("Cannot build step fit: its input rows is not wired");
    fit.in(Rows::rows).from(load.out(Rows::rows));
    assertThat(b.build().json()).contains("\"rows\" : \"load.rows\"");
    assertThatThrownBy(() -> fit.in(Rows::rows).from(load.out(Rows::rows)))
        .hasMessage("Cannot wire input rows of step fit: it is wired already");
  }

  @Test
  void refusesWhatIsNoMethodReference() {
    var b = PipelineBuilder.of("p");
    var load = b.step("load", None.class, Rows.class);

    assertThatThrownBy(() -> load.out(rows -> rows.rows()))
        .hasMessageStartingWith(
            "Cannot name a component of Rows: write a method reference such as Rows::rows, got");
  }

  @Test
  void refusesATypeThatNoStepCanHandOn() {
    assertThatThrownBy(() -> PipelineBuilder.of("p").step("s", Dated.class, None.class))
        .hasMessageEndingWith("or a List of them, got java.util.Date")
        .hasMessageStartingWith("Cannot use Dated.at: String, int,");
  }

  @Test
  void refusesTwoStepsOfOneNameAndNamesThatCannotBeWired() {
    var b = PipelineBuilder.of("p");
    b.step("a", None.class, None.class);

    assertThatThrownBy(() -> b.step("a", None.class, None.class))
        .hasMessage("Cannot add step a to pipeline p: it has one of that name");
    assertThatThrownBy(() -> b.step("a.b", None.class, None.class))
        .hasMessageStartingWith("Cannot use a name:");
    assertThatThrownBy(() -> b.each("c", None.class, None.class, List.of()))
        .hasMessage("Cannot build step c: no values");
  }

  static final class Nightly implements PipelineDefinition {
    @Override
    public PipelineDocument define() {
      var b = PipelineBuilder.of("nightly");
      b.step("load", None.class, Rows.class);
      return b.build();
    }
  }

  @Test
  void writesPipelinesOfABuildAsFiles(@TempDir Path folder) throws Exception {
    PipelineWriter.main(new String[] {folder.resolve("out").toString(), Nightly.class.getName()});

    assertThat(folder.resolve("out/nightly.json")).hasContent(new Nightly().define().json());
    assertThatThrownBy(
            () -> PipelineWriter.main(new String[] {folder.toString(), "no.such.Pipeline"}))
        .hasMessage("Cannot find class no.such.Pipeline: is its jar on the class path?");
  }
}
