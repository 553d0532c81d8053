package dev.evenkeel.pipelines.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is written is read as the same, for pipelines of chance.
class CanonicalTextPropertyTest {
  @Test
  void readsWhatItWrote() {
    Seeds.each(
        5_000,
        random -> {
          Pipeline pipeline = new RandomPipelines(random).pipeline();

          Pipeline read = PipelineReader.read(pipeline.canonical(), "canonical");

          assertThat(read.canonical()).isEqualTo(pipeline.canonical());
          assertThat(read.digest()).isEqualTo(pipeline.digest());
          assertThat(read.parameters()).isEqualTo(pipeline.parameters());
          assertThat(read.settings()).isEqualTo(pipeline.settings());
        });
  }

  @Test
  void readsTheConditionsThatItPrints() {
    Seeds.each(
        20_000,
        random -> {
          Condition condition = new RandomPipelines(random).condition(List.of(), List.of(), 4);

          Condition read = read(condition.text());

          assertThat(read.text()).isEqualTo(condition.text());
          assertThat(read(read.text())).isEqualTo(read);
        });
  }

  @Test
  void refusesAConditionWhoseCanonicalFormWouldBeRefused() {
    String tight = "a.b<1 or ".repeat(210) + "a.b<1";
    String deep = "not ".repeat(20) + "a.b < 1";

    assertThat(tight.length()).isLessThan(2_000);
    assertThatThrownBy(() -> ConditionReader.read(tight))
        .isInstanceOf(ConditionReader.Refused.class)
        .hasMessageContaining("at most 2000");
    assertThatThrownBy(() -> ConditionReader.read(deep))
        .isInstanceOf(ConditionReader.Refused.class)
        .hasMessage("it is nested deeper than 20");
  }

  private static Condition read(String text) {
    try {
      return ConditionReader.read(text);
    } catch (ConditionReader.Refused e) {
      throw new AssertionError(text, e);
    }
  }
}
