package dev.evenkeel.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import dev.evenkeel.models.Target.Band;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {
  @Test
  void survivesItsOwnJson() {
    Signature signature =
        new Signature(
            List.of(
                Property.of("x", LogicalType.NUMBER, true),
                new Property(
                    "wall",
                    LogicalType.STRING,
                    false,
                    true,
                    "of the house",
                    "",
                    OptionalDouble.of(0.1),
                    OptionalDouble.empty(),
                    OptionalInt.of(1),
                    OptionalInt.empty(),
                    "^[a-z]+$",
                    List.of("brick", "wood"),
                    Severity.WARNING,
                    "restricted")));
    List<Target> targets =
        List.of(
            new Target.Bands(
                "price",
                Duration.ofDays(30),
                List.of(new Band("low", 0.1), new Band("high", Double.POSITIVE_INFINITY))),
            new Target.Classes("sold", Duration.ofSeconds(90), List.of("no", "yes")),
            new Target.Quantity("price", Duration.ZERO));
    for (Target target : targets) {
      ModelDescription description =
          new ModelDescription(
              signature,
              List.of(new Feature("wall", "one_hot(wall, 'brick')"), new Feature("x", "x")),
              target,
              ModelDescription.XGBOOST_JSON);

      assertThat(Json.read(Json.text(description), ModelDescription.class)).isEqualTo(description);
    }
  }

  @Test
  void readsWhatWasStoredBeforeClassificationsAndLimitsWere() {
    String json =
        Json.text(
            new ModelDescription(
                new Signature(List.of(Property.of("x", LogicalType.NUMBER, true))),
                List.of(new Feature("x", "x")),
                new Target.Quantity("price", Duration.ZERO),
                ModelDescription.XGBOOST_JSON));
    String old = json.replaceAll(",\"classification\":\"\",\"limits\":.*?}}", "");
    assertThat(old).isNotEqualTo(json);
    ModelDescription read = Json.read(old, ModelDescription.class);
    assertThat(read.signature().inputs().getFirst().isClassified()).isFalse();
    assertThat(Json.text(read)).isEqualTo(json);
  }
}
