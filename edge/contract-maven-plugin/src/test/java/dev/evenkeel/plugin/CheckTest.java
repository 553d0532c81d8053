package dev.evenkeel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.compat.Policy;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir private Path folder;

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);
  private static final String AMOUNT =
      "{name: amount, logicalType: number, required: true, logicalTypeOptions: {minimum: 0}}";

  private static String yaml(String version, String... properties) {
    return """
    apiVersion: v3.2.0
    kind: DataContract
    id: sales
    version: %s
    status: active
    schema:
      - name: orders
        logicalType: object
        properties: [%s]
    """
        .formatted(version, String.join(", ", properties));
  }

  private static Document contract(String version, String... properties) {
    return DocumentReader.read(yaml(version, properties), "sales", DocumentReader.Mode.STRICT);
  }

  private static final String ID = "{name: id, logicalType: integer, required: true}";
  private static final Document RELEASED = contract("1.0.0", ID, AMOUNT);

  private Released released() {
    return new Released(folder, new ServedContracts(Login.none(), ServedContracts.PATIENCE));
  }

  private static Judge judge(Policy policy, Lock lock, Waivers waivers) {
    return new Judge(policy, true, lock, waivers, TODAY);
  }

  private static List<String> failures(Judge judge, Document working) {
    return judge.judge(List.of(working), List.of(RELEASED)).stream()
        .flatMap(verdict -> Reports.failures(verdict).stream())
        .toList();
  }

  @Test
  void saysWhatBreaksForWhomAndWhatToDo() {
    Judge judge = judge(Policy.FULL, Lock.none(), Waivers.none());

    assertThat(failures(judge, contract("2.0.0", ID)))
        .singleElement()
        .asString()
        .startsWith("sales, orders.amount: ")
        .contains("which breaks existing readers [property-removed, against 1.0.0]; ");
    assertThat(failures(judge(Policy.BACKWARD, Lock.none(), Waivers.none()), contract("2.0.0", ID)))
        .isEmpty();
  }

  @Test
  void wantsTheVersionToRiseAsFarAsTheChangesGo() {
    Judge judge = judge(Policy.NONE, Lock.none(), Waivers.none());

    assertThat(failures(judge, contract("1.1.0", ID)))
        .containsExactly(
            "sales: its version 1.1.0 must rise by a major step above 1.0.0 for what changed");
    assertThat(failures(judge, contract("2.0.0", ID))).isEmpty();
  }

  @Test
  void letsAWaivedBreakPassUntilItsDayIsOver() {
    String waiver =
        """
        version: 1
        waivers:
          - {contract: sales, path: orders.amount, kind: property-removed, until: %s, reason: nobody reads it}
        """;
    Waivers today = Waivers.read(waiver.formatted("2026-11-27"), "waivers");
    Waivers yesterday = Waivers.read(waiver.formatted("2026-11-26"), "waivers");

    assertThat(failures(judge(Policy.FULL, Lock.none(), today), contract("2.0.0", ID))).isEmpty();
    assertThat(failures(judge(Policy.FULL, Lock.none(), yesterday), contract("2.0.0", ID)))
        .singleElement()
        .asString()
        .contains("its waiver ended on 2026-11-26");
    assertThatThrownBy(() -> Waivers.read(waiver.formatted("soon"), "waivers"))
        .hasMessageContaining("it is no date");
  }

  @Test
  void refusesOtherContentUnderALockedVersionAndALockedContractThatIsGone() {
    Lock lock = Lock.none().with(List.of(RELEASED));
    Judge judge = judge(Policy.NONE, Lock.read(lock.text(), "contracts.lock"), Waivers.none());

    assertThat(failures(judge, RELEASED)).isEmpty();
    assertThat(failures(judge, contract("1.0.0", AMOUNT, ID)))
        .containsExactly(
            "sales: sales@1.0.0 is locked and says something else now; give it a new version");
    assertThat(judge.judge(List.of(), List.of()))
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.isPassed()).isFalse());
  }

  @Test
  void doesNotTakeLayoutOrCommentsForAnotherContent() {
    Document spaced =
        DocumentReader.read(
            "# a comment\n" + yaml("'1.0.0'", ID, AMOUNT), "sales", DocumentReader.Mode.STRICT);

    assertThat(spaced.digest()).isEqualTo(RELEASED.digest());
  }

  @Test
  void ordersReleasedVersionsByTheirNumbers() throws Exception {
    for (String version : List.of("1.10.0", "1.9.0", "1.2.0")) {
      Files.writeString(folder.resolve("sales-" + version + ".odcs.yaml"), yaml(version, ID));
    }

    assertThat(released().of(List.of(".")))
        .extracting(Document::version)
        .containsExactly("1.2.0", "1.9.0", "1.10.0");
    assertThatThrownBy(() -> released().of(List.of("absent.odcs.yaml")))
        .hasMessageContaining("no released contract is there");
  }

  @Test
  void reportsHostileWordsAsWords() throws Exception {
    Document before = contract("1.0.0", "{name: \"<b>|x\\n]]>\", logicalType: string}", ID);
    List<Verdict> verdicts =
        judge(Policy.FULL, Lock.none(), Waivers.none())
            .judge(List.of(contract("1.0.0", ID)), List.of(before));

    assertThat(Json.parse(Reports.json(verdicts), "report").at("/contracts/0/passed").asBoolean())
        .isFalse();
    assertThat(
            DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(
                    new ByteArrayInputStream(
                        Reports.junit(verdicts).getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("failure")
                .getLength())
        .isEqualTo(1);
    assertThat(Reports.markdown(verdicts))
        .contains("## sales 1.0.0: failed")
        .contains("| breach |")
        .doesNotContain("<b>");
  }
}
