package dev.evenkeel.contracts.odcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.odcs.DocumentReader.Examined;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  static String orders() throws IOException {
    try (InputStream text =
        DocumentReaderTest.class.getResourceAsStream("/odcs/orders.odcs.yaml")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Document strict(String yaml) {
    return DocumentReader.read(yaml, "orders.yaml", Mode.STRICT);
  }

  private static Examined tolerant(String yaml) {
    return DocumentReader.examine(yaml, "orders.yaml", Mode.TOLERANT);
  }

  @Test
  void readsEveryGroupOfTheStandard() throws IOException {
    Document document = strict(orders());
    assertThat(document.toString()).isEqualTo("orders@2.1.0");
    assertThat(document.tags()).containsExactly("finance", "2026");
    assertThat(document.description().orElseThrow().limitations()).contains("archive");
    assertThat(document.team().orElseThrow().members())
        .extracting(TeamMember::username)
        .containsExactly("ann", "bob");
    assertThat(document.price().orElseThrow().priceAmount()).contains(new BigDecimal("9.95"));
    assertThat(document.servers()).extracting(Server::type).containsExactly("postgres", "s3");
    assertThat(document.servers().getFirst().schemaName()).isEqualTo("public");
    assertThat(document.servers().getFirst().port()).contains("${DB_PORT}");
    assertThat(document.servers().getFirst().roles().getFirst().role()).isEqualTo("reader");
    assertThat(document.slaProperties()).hasSize(2);
    assertThat(document.support().getFirst().scope()).isEqualTo("notifications");
    assertThat(document.context()).isPresent();
    SchemaObject object = document.object("orders").orElseThrow();
    assertThat(object.properties()).hasSize(11);
    assertThat(object.quality())
        .extracting(QualityRule::metric)
        .containsExactly("rowCount", "duplicateValues", "", "", "");
    assertThat(object.relationships().getFirst().from())
        .contains(Arrays.asList("orders.customer", "orders.country"));
  }

  @Test
  void readsEveryLogicalTypeWithItsOptions() throws IOException {
    SchemaObject object = strict(orders()).object("orders").orElseThrow();
    SchemaProperty number = object.properties().getFirst();
    assertThat(number.primaryKeyPosition()).isEqualTo(OptionalInt.of(1));
    assertThat(number.logicalTypeOptions().orElseThrow().minimum()).contains(1);
    SchemaProperty country = object.properties().get(1);
    assertThat(country.logicalTypeOptions().orElseThrow().maxLength())
        .isEqualTo(OptionalLong.of(2));
    // The word for Norway is quoted and no truth value.
    assertThat(country.enumValues()).extracting(EnumValue::value).containsExactly("DE", "NO");
    SchemaProperty customer = object.properties().get(2);
    assertThat(customer.quality().getFirst().arguments().get("missingValues"))
        .isEqualTo(Arrays.asList(null, "", "N/A"));
    assertThat(customer.quality().getFirst().mustBeLessOrEqualTo())
        .contains(new BigDecimal("1.50"));
    TypeOptions amount = object.properties().get(3).logicalTypeOptions().orElseThrow();
    assertThat(amount.multipleOf()).contains(new BigDecimal("0.01"));
    assertThat(amount.exclusiveMaximum()).contains(new BigDecimal("1000000.5"));
    SchemaProperty items = object.properties().get(8);
    assertThat(items.items().orElseThrow().properties())
        .extracting(SchemaProperty::name)
        .containsExactly("sku", "count");
    assertThat(object.properties().get(9).map().orElseThrow().value().logicalType())
        .isEqualTo("integer");
    assertThat(object.properties().get(10).logicalTypeOptions().orElseThrow().dimensions())
        .isEqualTo(OptionalLong.of(384));
  }

  @Test
  void readsTheTeamOfThreeDotZeroAndWritesItBackAsAList() {
    String yaml =
        """
        apiVersion: v3.0.2
        kind: DataContract
        id: c
        version: 1.0.0
        status: active
        team:
          - username: ann
            role: owner
        schema:
          - name: t
            properties:
              - name: a
                logicalType: string
                quality:
                  - rule: nullCheck
                    mustBe: 0
        """;
    Document document = strict(yaml);
    assertThat(document.team().orElseThrow().members().getFirst().username()).isEqualTo("ann");
    String written = DocumentWriter.write(document);
    assertThat(written).contains("team:\n  - username: ann");
    assertThat(strict(written)).isEqualTo(document);
  }

  @Test
  void aRoundTripLosesNothing() throws IOException {
    Document document = strict(orders());
    String written = DocumentWriter.write(document);
    assertThat(strict(written)).isEqualTo(document);
    assertThat(DocumentWriter.write(strict(written))).isEqualTo(written);
  }

  @Test
  void anUnknownKeyIsAnErrorOrAWarningAndIsKept() throws IOException {
    String yaml =
        orders()
            .replace("    name: orders\n", "    name: orders\n    isNullable: {deep: [1, null]}\n");
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> strict(yaml));
    assertThat(refused.problem().what()).contains("`isNullable` is not in the standard");
    assertThat(refused.problem().where()).startsWith("orders.yaml:30, /schema/0/isNullable");
    Examined examined = tolerant(yaml);
    assertThat(examined.isWrong()).isFalse();
    assertThat(examined.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
          assertThat(finding.line()).isEqualTo(30);
          assertThat(finding.column()).isEqualTo(5);
        });
    Document document = examined.document().orElseThrow();
    assertThat(document.schema().getFirst().unknown()).containsKey("isNullable");
    assertThat(tolerant(DocumentWriter.write(document)).document()).contains(document);
  }

  @ParameterizedTest
  @CsvSource({
    "desciption, description",
    "lgicalType, logicalType",
    "requred, required",
    "tag, tags",
  })
  void tellsWhichKeyWasProbablyMeant(String key, String meant) throws IOException {
    String yaml =
        orders()
            .replace("      - name: paid\n", "      - name: paid\n        %s: x\n".formatted(key));
    assertThat(tolerant(yaml).findings())
        .singleElement()
        .extracting(Finding::remedy)
        .asString()
        .contains("`%s`".formatted(meant));
  }

  @Test
  void tellsAllThatIsWrongWithItsPlace() {
    Examined examined =
        DocumentReader.examine(
            """
            apiVersion: v3.2.0
            kind: Contract
            version: 1.0
            schema:
              - properties:
                  - name: a
                    required: "yes"
            """,
            "c.yaml",
            Mode.STRICT);
    assertThat(examined.findings())
        .extracting(finding -> finding.line() + " " + finding.pointer())
        .containsExactlyInAnyOrder(
            "1 ", "2 /kind", "3 /version", "5 /schema/0", "7 /schema/0/properties/0/required");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "a",
        "apiVersion: v2.2.2\nkind: DataContract",
        "apiVersion: v4.0.0",
        "kind: DataContract",
        "apiVersion: [v3.2.0]"
      })
  void whatIsOfNoVersionThatWeReadIsRefusedByName(String yaml) {
    assertThatThrownBy(() -> strict(yaml))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INPUT));
  }

  @Test
  void aNewKeyIsUnknownToAnOlderVersion() throws IOException {
    String older =
        orders()
            .replace("apiVersion: v3.2.0", "apiVersion: v3.1.0\nstatus: active")
            .replace("\nstatus: active\ndomain", "\ndomain");
    assertThat(DocumentReader.examine(older, "c.yaml", Mode.STRICT).findings())
        .extracting(Finding::pointer)
        .contains("/context", "/schema/0/synonyms", "/schema/0/properties/1/enum");
  }

  @Test
  void aHostileDocumentEndsSoonAndInWords() throws IOException {
    String orders = orders();
    Random random = new Random(17);
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < 1_000; round++) {
            StringBuilder changed = new StringBuilder(orders);
            for (int change = random.nextInt(4); change >= 0; change--) {
              int at = random.nextInt(changed.length());
              switch (random.nextInt(4)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, "{[\n\t:&*!|>'\"%-".charAt(random.nextInt(14)));
                case 2 -> changed.setCharAt(at, (char) random.nextInt(0x500));
                default ->
                    changed.insert(at, changed.substring(at, Math.min(changed.length(), at + 90)));
              }
            }
            try {
              Examined examined = tolerant(changed.toString());
              examined.document().ifPresent(DocumentWriter::write);
            } catch (ProblemException e) {
              // That is how it should end.
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 5_000})
  void aDeepDocumentIsRefused(int depth) {
    String yaml = "apiVersion: v3.2.0\nx: " + "[".repeat(depth) + "]".repeat(depth);
    assertThatThrownBy(() -> strict(yaml)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aliasesThatUnfoldAreRefused() {
    StringBuilder bomb = new StringBuilder("apiVersion: v3.2.0\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int level = 1; level < 12; level++) {
      bomb.append("a%1$d: &a%1$d [%2$s]\n".formatted(level, ("*a" + (level - 1) + ",").repeat(10)));
    }
    assertThatThrownBy(() -> strict(bomb.toString())).isInstanceOf(ProblemException.class);
  }

  @Test
  void aHugeDocumentIsRefused() {
    assertThatThrownBy(() -> strict("x".repeat((1 << 20) + 1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.TOO_LARGE));
  }

  @Test
  void anObjectThatIsNotThereIsNone() throws IOException {
    assertThat(strict(orders()).object("other")).isEqualTo(Optional.empty());
  }
}
