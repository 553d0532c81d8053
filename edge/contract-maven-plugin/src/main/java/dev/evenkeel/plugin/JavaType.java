package dev.evenkeel.plugin;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a property becomes in Java.
sealed interface JavaType {
  /// As it stands in a record; primitive where it can be.
  TypeName type();

  /// A single value; named as in the runtime's `Shape.Scalar`.
  @SuppressWarnings("ImmutableEnumChecker") // JavaPoet's names are immutable, and do not say so
  enum Value implements JavaType {
    BOOLEAN(TypeName.BOOLEAN, "boolean", "bool"),
    BYTE(TypeName.BYTE, "byte", "int8"),
    SHORT(TypeName.SHORT, "short", "int16"),
    INT(TypeName.INT, "int", "int32"),
    LONG(TypeName.LONG, "long", "int64"),
    BIG_INTEGER(ClassName.get(BigInteger.class), "bigInteger", "bigInteger"),
    FLOAT(TypeName.FLOAT, "float", "float32"),
    DOUBLE(TypeName.DOUBLE, "double", "float64"),
    DECIMAL(ClassName.get(BigDecimal.class), "decimal", "decimal"),
    STRING(ClassName.get(String.class), "string", "string"),
    UUID(ClassName.get(UUID.class), "uuid", "uuid"),
    DATE(ClassName.get(LocalDate.class), "date", "date"),
    TIME(ClassName.get(LocalTime.class), "time", "time"),
    TIMESTAMP(ClassName.get(LocalDateTime.class), "timestamp", "timestamp"),
    INSTANT(ClassName.get(Instant.class), "instant", "instant");

    private final TypeName type;
    private final String column;
    private final String nested;

    Value(TypeName type, String column, String nested) {
      this.type = type;
      this.column = column;
      this.nested = nested;
    }

    @Override
    public TypeName type() {
      return type;
    }

    /// How the runtime's `Column` calls it, before `At` or `OrNull`.
    String column() {
      return column;
    }

    /// How the runtime's `Nested` calls it.
    String nested() {
      return nested;
    }
  }

  /// A constant of a generated enum.
  record Chosen(ClassName type, List<Constant> constants) implements JavaType {
    public Chosen {
      constants = List.copyOf(constants);
    }
  }

  /// A constant.
  record Constant(String name, String value, String description) {}

  /// A list.
  record Many(JavaType item) implements JavaType {
    @Override
    public TypeName type() {
      return ParameterizedTypeName.get(ClassName.get(List.class), item.type().box());
    }
  }

  /// A map.
  record Mapped(JavaType key, JavaType value) implements JavaType {
    @Override
    public TypeName type() {
      return ParameterizedTypeName.get(
          ClassName.get(Map.class), key.type().box(), value.type().box());
    }
  }

  /// The numbers of a vector.
  record Numbers(Value element, int dimensions) implements JavaType {
    @Override
    public TypeName type() {
      return ArrayTypeName.of((element == Value.SHORT ? Value.BYTE : element).type());
    }
  }

  /// A generated record.
  record Made(RecordPlan plan) implements JavaType {
    @Override
    public TypeName type() {
      return plan.name();
    }
  }
}
