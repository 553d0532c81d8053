package dev.evenkeel.pipelinetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.authoring.DatasetRef;
import dev.evenkeel.authoring.None;
import dev.evenkeel.authoring.PipelineBuilder;
import dev.evenkeel.authoring.PipelineDocument;
import dev.evenkeel.authoring.When;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Both ways to write a pipeline lead to the same one.
class BuilderAndFileTest {
  record Args(String city, long rows, double share, boolean dry, List<String> names) {}

  record Loaded(DatasetRef rows, List<String> names, long count) {}

  record One(String name) {}

  private static Pipeline read(PipelineDocument document) {
    return PipelineReader.read(document.json(), "built");
  }

  @Test
  void givesTheSameDigestAsTheFile() {
    Pipeline built = read(new CardFraud().define());
    Pipeline written = PipelineReader.read(CardFraud.YAML, "card-fraud.yaml");

    assertThat(built.canonical()).isEqualTo(written.canonical());
    assertThat(built.digest()).isEqualTo(written.digest());
  }

  @Test
  void writesTextsOfAnyKindIntoConditionsAndSettings() {
    String nasty = "it's \"so\" \\ {a: b} # \n\t é 😀 '' or 1 == 1";
    var b = PipelineBuilder.of("p", Args.class);
    var load = b.step("load", None.class, Loaded.class).with("note", nasty).env("A", nasty);
    b.each("each", One.class, None.class, List.of("a", nasty, ""))
        .item(One::name)
        .after(load)
        .when(b.param(Args::city).eq(nasty).or(load.out(Loaded::count).gt(3L)));
    Pipeline built = read(b.build());

    assertThat(built.step("load").with()).containsEntry("note", nasty);
    assertThat(built.step("load").execution().environment()).containsEntry("A", nasty);
    assertThat(built.step("each").each().orElseThrow().values()).containsExactly("a", nasty, "");
    assertThat(built.step("each").when().orElseThrow().text())
        .isEqualTo("params.city == '" + nasty.replace("'", "''") + "' or load.count > 3");
    assertThat(PipelineReader.read(built.canonical(), "again")).isEqualTo(built);
  }

  @Test
  void keepsTheMeaningOfJoinedConditions() {
    var b = PipelineBuilder.of("p", Args.class);
    When dry = When.holds(b.param(Args::dry));
    When rows = b.param(Args::rows).ge(10L);
    When share = b.param(Args::share).lt(0.5);
    b.step("s", None.class, None.class)
        .when(dry.or(rows).and(When.not(share.or(dry))).and(When.not(When.not(dry))).or(share));

    assertThat(read(b.build()).step("s").when().orElseThrow().text())
        .startsWith(
            "(params.dry or params.rows >= 10) and not (params.share < 0.5 or params.dry) and not"
                + " (not params.dry) or params.share < 0.5");
  }

  @Test
  void runsForEachOfAListOfTheRun() {
    var b = PipelineBuilder.of("p", Args.class);
    var load = b.step("load", None.class, Loaded.class);
    b.each("each", One.class, None.class, load.out(Loaded::names)).parallel(2).item(One::name);
    b.each("more", One.class, None.class, b.param(Args::names)).item(One::name);

    assertThat(read(b.build()))
        .isEqualTo(
            PipelineReader.read(
                """
                version: 1
                name: p
                params: {city: text, rows: integer, share: number, dry: boolean, names: "text[]"}
                steps:
                  load: {out: {rows: dataset, names: "text[]", count: integer}}
                  each: {each: {of: load.names, parallel: 2}, in: {name: item}}
                  more: {each: params.names, in: {name: item}}
                """,
                "p.yaml"));
  }
}
