package dev.evenkeel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.contracts.compat.ContractDiff;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.records.ContractObject;
import dev.evenkeel.records.ContractProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DerivationTest {
  enum Channel {
    WEB("web"),
    SHOP("in store");

    private final String value;

    Channel(String value) {
      this.value = value;
    }

    public String value() {
      return value;
    }
  }

  enum Size {
    S,
    L
  }

  record Customer(UUID id, List<Integer> ages) {}

  @SuppressWarnings("ArrayRecordComponent") // so are vectors
  @ContractObject(contract = "sales", version = "1.2.0", name = "orders", description = "Orders.")
  record Order(
      @ContractProperty(name = "order_id", primaryKey = true, unique = true, fieldId = 4) long id,
      @ContractProperty(classification = "restricted", maxLength = 320, pattern = "@")
          @Nullable String email,
      @ContractProperty(minimum = "0", physicalType = "DECIMAL(9,2)") BigDecimal amount,
      @ContractProperty(minimum = "1", maximum = "99") int quantity,
      Channel channel,
      @Nullable Size size,
      Instant at,
      Customer customer,
      Map<String, Float> weights,
      @ContractProperty(dimensions = 3) float[] embedding) {}

  private static final String WRITTEN =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.2.0
      status: active
      schema:
        - name: orders
          logicalType: object
          description: Orders.
          properties:
            - {name: order_id, required: true, unique: true, primaryKey: true, logicalType: integer, logicalTypeOptions: {format: i64}, customProperties: [{property: fieldId, value: 4}]}
            - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {maxLength: 320, pattern: "@"}}
            - {name: amount, required: true, logicalType: number, physicalType: "DECIMAL(9,2)", logicalTypeOptions: {minimum: 0}}
            - {name: quantity, required: true, logicalType: integer, logicalTypeOptions: {format: i32, minimum: 1, maximum: 99}}
            - {name: channel, required: true, logicalType: string, enum: [{value: web}, {value: in store}]}
            - {name: size, logicalType: string, enum: [{value: S}, {value: L}]}
            - {name: at, required: true, logicalType: timestamp, logicalTypeOptions: {timezone: true}}
            - name: customer
              required: true
              logicalType: object
              properties:
                - {name: id, required: true, logicalType: string, logicalTypeOptions: {format: uuid}}
                - {name: ages, required: true, logicalType: array, items: {logicalType: integer, logicalTypeOptions: {format: i32}}}
            - {name: weights, required: true, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: number, logicalTypeOptions: {format: f32}}}}
            - {name: embedding, required: true, logicalType: vector, logicalTypeOptions: {dimensions: 3, elementType: float32}}
      """;

  @Test
  void saysOfARecordWhatSomebodyWouldWrite() {
    Document written = DocumentReader.read(WRITTEN, "sales", DocumentReader.Mode.STRICT);

    List<Document> derived = Derivation.of(List.of(Order.class));

    assertThat(derived)
        .singleElement()
        .satisfies(
            document -> assertThat(ContractDiff.between(written, document).changes()).isEmpty());
    assertThat(derived.getFirst().schema().getFirst().properties().getFirst().customProperties())
        .isEqualTo(written.schema().getFirst().properties().getFirst().customProperties());
  }

  @Test
  void takesOnlyRecordsThatAskForIt() {
    assertThat(Derivation.isWanted(Order.class)).isTrue();
    assertThat(Derivation.isWanted(Customer.class)).isFalse();
    assertThat(Derivation.isWanted(String.class)).isFalse();
  }

  @ContractObject(contract = "tree", version = "1.0.0")
  record Tree(List<Tree> children) {}

  @ContractObject(contract = "odd", version = "1.0.0")
  record Odd(Thread thread) {}

  @ContractObject(contract = "sales", version = "2.0.0")
  record Later(long id) {}

  @Test
  void refusesWhatNoContractCanSay() {
    assertThatThrownBy(() -> Derivation.of(List.of(Tree.class)))
        .hasMessageContaining("it holds itself, or lies too deep");
    assertThatThrownBy(() -> Derivation.of(List.of(Odd.class)))
        .hasMessageContaining("no logical type stands for `java.lang.Thread`")
        .hasMessageContaining("Odd.thread");
    assertThatThrownBy(() -> Derivation.of(List.of(Order.class, Later.class)))
        .hasMessageContaining("the contract `sales` has two versions");
  }
}
