package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Target.Band;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final Target BANDS =
      new Target.Bands(
          "price",
          Duration.ofDays(30),
          List.of(new Band("low", 10), new Band("high", Double.POSITIVE_INFINITY)));

  private static Frame frame(Frame.Column column) {
    return new Frame(column.length(), Map.of("price", column));
  }

  @Test
  void aBandEndsBelowItsBound() {
    double[] prices = {9.99, 10, Double.NaN, -5, Double.POSITIVE_INFINITY};

    assertThat(BANDS.truths(frame(new Frame.Numbers(prices)))).containsExactly(0, 1, -1, 0, -1);
    assertThat(BANDS.labels()).containsExactly("low", "high");
  }

  @Test
  void classesAreTheColumnsOwnValues() {
    Target texts = new Target.Classes("price", Duration.ZERO, List.of("b", "a"));
    Target numbers = new Target.Classes("price", Duration.ZERO, List.of("0", "1", "2.5"));

    assertThat(texts.truths(frame(new Frame.Texts(new @Nullable String[] {"a", "b", null, "c"}))))
        .containsExactly(1, 0, -1, -1);
    assertThat(numbers.truths(frame(new Frame.Numbers(new double[] {1, 0, 2.5, 3}))))
        .containsExactly(1, 0, 2, -1);
    assertThat(numbers.labelIndex("1")).hasValue(1);
  }

  @Test
  void aQuantityHasNoLabels() {
    Target quantity = new Target.Quantity("price", Duration.ZERO);

    assertThat(quantity.labels()).isEmpty();
    assertThat(quantity.labelIndex(5.0)).isEmpty();
  }

  @Test
  void bandsMustRise() {
    assertThatThrownBy(() ->
            new Target.Bands("price", Duration.ZERO, List.of(new Band("a", 2), new Band("b", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must rise");
  }
}
