package dev.evenkeel.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferenceTest {
  @Test
  void demandsTypesAndPresenceAndWarnsOfNewLevels() {
    Contract draft =
        Inference.infer(
            "sales",
            List.of(
                column("sold", LogicalType.DATE, "yyMMdd", 0, List.of()),
                column("area", LogicalType.INTEGER, "", 0, List.of()),
                column("wall", LogicalType.STRING, "", 3, List.of("brick", "wood")),
                column("street", LogicalType.STRING, "", 0, names(51))));

    assertThat(draft.columns()).containsExactly("sold", "area", "wall", "street");
    assertThat(draft.properties())
        .extracting(Property::required)
        .containsExactly(true, true, false, true);
    Property wall = draft.property("wall").orElseThrow();
    assertThat(wall.allowed()).containsExactly("brick", "wood");
    assertThat(wall.allowedSeverity()).isEqualTo(Severity.WARNING);
    assertThat(draft.property("street").orElseThrow().allowed()).isEmpty();
    assertThat(draft.property("sold").orElseThrow().format()).isEqualTo("yyMMdd");
  }

  @Test
  void setsNoBoundsSinceTomorrowsHonestRowMayLieOutside() {
    Contract draft =
        Inference.infer("sales", List.of(column("area", LogicalType.NUMBER, "", 0, List.of())));

    assertThat(CheckPlan.of(draft).checks())
        .extracting(Check::rule)
        .containsExactly("required", "type");
  }

  @Test
  void aDraftCanBeWrittenAndReadBack() {
    Contract draft =
        Inference.infer(
            "sales", List.of(column("wall", LogicalType.STRING, "", 0, List.of("a: b", "null"))));

    assertThat(ContractReader.read(ContractWriter.write(draft), "draft")).isEqualTo(draft);
  }

  private static ColumnSummary column(
      String name, LogicalType type, String format, long missing, List<String> values) {
    return new ColumnSummary(name, type, format, 100, missing, values.size(), values);
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(name -> "street " + name).toList();
  }
}
