package dev.evenkeel.contracts.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.compat.ContractDiff.Bump;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractDiffTest {
  private static final String BASE =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.4.2
      schema:
        - name: sales
          properties:
            - {name: id, id: id_prop, logicalType: integer, required: true, unique: true}
            - {name: amount, logicalType: number, physicalType: "DECIMAL(12,2)", logicalTypeOptions: {minimum: 0}}
            - {name: heating, logicalType: string, required: true, enum: [{value: gas}, {value: oil}]}
            - {name: note, logicalType: string, logicalTypeOptions: {maxLength: 10, pattern: a}}
            - {name: at, logicalType: timestamp, logicalTypeOptions: {timezone: true}}
            - {name: vec, logicalType: vector, logicalTypeOptions: {dimensions: 3}}
            - {name: tags, logicalType: array, items: {logicalType: string}}
      slaProperties:
        - {property: latency, value: 4, unit: h, element: sales.at}
        - {property: availability, value: 99.9}
      """;

  private static Document read(String yaml) {
    return DocumentReader.read(yaml, "sales.yaml", Mode.STRICT);
  }

  private static List<Change> changes(String was, String is) {
    assertThat(BASE).contains(was);
    return ContractDiff.between(read(BASE), read(BASE.replace(was, is))).changes();
  }

  /// The table of the reference: what each change does to writers and to readers.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "- {name: vec | - {name: extra}¶      - {name: vec | property-added | OK | OK",
        "- {name: vec | - {name: extra, required: true}¶      - {name: vec | property-added | BREAK | OK",
        "- {name: tags, logicalType: array, items: {logicalType: string}} | # gone | property-removed | OK | BREAK",
        "{name: id, id: id_prop | {name: number, id: id_prop | property-renamed | OK | BREAK",
        "logicalType: string, required: true, enum | logicalType: string, enum | required-to-optional | OK | BREAK",
        "{name: note, | {name: note, required: true, | optional-to-required | BREAK | OK",
        "logicalType: integer | logicalType: number | type-widened | OK | BREAK",
        "logicalType: number | logicalType: integer | type-narrowed | BREAK | OK",
        "logicalType: array, items: {logicalType: string} | logicalType: array, items: {logicalType: boolean} | type-changed | BREAK | BREAK",
        "DECIMAL(12,2) | DECIMAL(14,2) | type-widened | OK | BREAK",
        "DECIMAL(12,2) | DECIMAL(12,1) | type-changed | BREAK | BREAK",
        "{minimum: 0} | {minimum: 1} | rule-tightened | BREAK | OK",
        "{minimum: 0} | {minimum: -1} | rule-loosened | OK | WARN",
        "{minimum: 0} | {} | rule-loosened | OK | WARN",
        "{minimum: 0} | {minimum: 0, maximum: 9} | rule-tightened | BREAK | OK",
        "maxLength: 10 | maxLength: 9 | rule-tightened | BREAK | OK",
        "maxLength: 10 | maxLength: 11 | rule-loosened | OK | WARN",
        "pattern: a | pattern: b | rule-changed | BREAK | WARN",
        "required: true, unique: true | required: true | unique-dropped | OK | BREAK",
        "{name: note, | {name: note, unique: true, | rule-tightened | BREAK | OK",
        "{value: oil}] | {value: oil}, {value: wood}] | enum-value-added | OK | BREAK",
        "{value: gas}, {value: oil} | {value: gas} | enum-value-removed | BREAK | OK",
        "timezone: true | timezone: false | meaning-changed | BREAK | BREAK",
        "dimensions: 3 | dimensions: 4 | meaning-changed | BREAK | BREAK",
        "dimensions: 3 | dimensions: 3, embeddingModel: m | meaning-changed | BREAK | BREAK",
        "{name: at, | {name: at, semanticType: measure, | meaning-changed | BREAK | BREAK",
        "{name: note, | {name: note, quality: [{metric: nullValues, mustBe: 0}], | rule-tightened | BREAK | OK",
        "{name: note, | {name: note, description: words, | words-changed | OK | OK",
        "{name: note, | {name: note, tags: [x], | words-changed | OK | OK",
        "value: 4, unit: h | value: 5, unit: h | sla-weaker | OK | BREAK",
        "value: 4, unit: h | value: 3, unit: h | sla-stronger | WARN | OK",
        "value: 99.9 | value: 99.99 | sla-stronger | WARN | OK",
        "- {property: availability, value: 99.9} | # gone | sla-weaker | OK | BREAK",
        "logicalType: integer, required | logicalType: integer, logicalTypeOptions: {format: i32}, required | type-narrowed | BREAK | OK",
        "id: sales | name: Sales¶id: sales | document-changed | OK | OK",
      })
  void judgesEachChangeTwice(String was, String is, String kind, Effect writers, Effect readers) {
    List<Change> changes = changes(unescaped(was), unescaped(is));
    assertThat(changes)
        .singleElement()
        .returns(kind, Change::kind)
        .returns(writers, Change::writers)
        .returns(readers, Change::readers);
    assertThat(changes.getFirst().advice().isEmpty())
        .isNotEqualTo(
            changes.getFirst().isBreaking() || writers == Effect.WARN || readers == Effect.WARN);
  }

  private static String unescaped(String text) {
    return text.replace("¶", "\n");
  }

  @Test
  void aRenameWithoutAnIdIsARemovalAndAnAddition() {
    assertThat(changes("{name: note,", "{name: remark,"))
        .extracting(Change::kind)
        .containsExactly("property-removed", "property-added");
  }

  @Test
  void aPhysicalNameThatStaysSaysThatItIsTheSame() {
    Document before = read(BASE.replace("{name: note,", "{name: note, physicalName: n,"));
    Document after = read(BASE.replace("{name: note,", "{name: remark, physicalName: n,"));
    assertThat(ContractDiff.between(before, after).changes())
        .extracting(Change::kind)
        .containsExactly("property-renamed");
  }

  @Test
  void nothingIsDifferentFromItself() throws IOException {
    try (InputStream text = ContractDiffTest.class.getResourceAsStream("/odcs/orders.odcs.yaml")) {
      Document orders = read(new String(text.readAllBytes(), StandardCharsets.UTF_8));
      ContractDiff diff = ContractDiff.between(orders, orders);
      assertThat(diff.changes()).isEmpty();
      assertThat(diff.bump()).isEqualTo(Bump.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BACKWARD, optional-to-required, false",
    "BACKWARD, required-to-optional, true",
    "FORWARD, optional-to-required, true",
    "FORWARD, required-to-optional, false",
    "FULL, optional-to-required, false",
    "FULL, required-to-optional, false",
    "NONE, required-to-optional, true",
  })
  void aPolicyProtectsOneSideOrBoth(Policy policy, String kind, boolean isAllowed) {
    Change change =
        kind.equals("optional-to-required")
            ? changes("{name: note,", "{name: note, required: true,").getFirst()
            : changes("string, required: true", "string").getFirst();
    assertThat(change.kind()).isEqualTo(kind);
    assertThat(policy.allows(change)).isEqualTo(isAllowed);
  }

  @Test
  void onlyATransitivePolicyLooksFurtherBackThanTheLastVersion() {
    Document first =
        read(BASE.replace("1.4.2", "1.0.0").replace("string, required: true", "string"));
    Document last = read(BASE);
    Document next = read(BASE.replace("1.4.2", "1.5.0"));
    assertThat(Policy.BACKWARD.breaches(List.of(first, last), next)).isEmpty();
    assertThat(Policy.BACKWARD_TRANSITIVE.breaches(List.of(first, last), next))
        .extracting(Policy.Breach::against)
        .containsExactly("1.0.0");
    assertThat(Policy.FULL.breaches(List.of(), next)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.4.2, 1.4.3, description, true",
    "1.4.2, 1.4.2, description, false",
    "1.4.2, 1.5.0, optional, true",
    "1.4.2, 1.4.3, optional, false",
    "1.4.2, 2.0.0, required, true",
    "1.4.2, 1.5.0, required, false",
    "0.4.2, 0.5.0, required, true",
    "0.4.2, 0.4.3, required, false",
    "first, second, required, true",
  })
  void theVersionMustRiseByWhatChanged(String from, String to, String change, boolean isBumped) {
    String changed =
        switch (change) {
          case "description" -> BASE.replace("{name: note,", "{name: note, description: x,");
          case "optional" -> BASE.replace("- {name: vec", "- {name: extra}\n      - {name: vec");
          default -> BASE.replace("{name: note,", "{name: note, required: true,");
        };
    ContractDiff diff =
        ContractDiff.between(read(BASE.replace("1.4.2", from)), read(changed.replace("1.4.2", to)));
    assertThat(diff.isBumped()).isEqualTo(isBumped);
  }

  @ParameterizedTest
  @CsvSource({
    "bigint, INT8, true",
    "'NUMERIC(12, 2)', 'decimal(12,2)', true",
    "'number(10)', 'DECIMAL(10,0)', true",
    "varchar, character varying, true",
    "int, bigint, false",
  })
  void namesOfOnePhysicalTypeAreOne(String left, String right, boolean isSame) {
    assertThat(TypeOrder.canonical(left).equals(TypeOrder.canonical(right))).isEqualTo(isSame);
  }
}
