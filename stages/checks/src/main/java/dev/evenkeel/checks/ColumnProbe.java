package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is asked about a column: first of some rows which types and formats are worth asking about,
/// then of all rows whether they hold.
final class ColumnProbe {
  /// Those that other texts seldom have by chance, which hostnames are.
  private static final List<String> FORMATS = List.of("uuid", "email", "ipv4", "ipv6", "uri");

  private static final String PHONE = "\\+?[0-9(][0-9 ()./-]{5,18}[0-9]";
  private static final String IBAN = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}";

  private final TableSource.Column column;
  private final ColumnType engine;
  private final boolean isText;
  private final String raw;
  private List<TextType> types;
  private List<String> formats;
  private String personal = "";

  ColumnProbe(TableSource.Column column, boolean isText) {
    this.column = column;
    this.isText = isText;
    this.raw = column.sql();
    this.engine = ColumnType.of(column.type());
    boolean isVarchar = engine.name().equals("VARCHAR");
    this.types =
        isVarchar ? TextType.all(!isText) : List.of(new TextType(engine.logicalType(), "", ""));
    this.formats = isVarchar ? FORMATS : engine.name().equals("UUID") ? List.of("uuid") : List.of();
    if (ColumnWords.isPersonal(column.name())) {
      personal = "its name";
    }
  }

  String name() {
    return column.name();
  }

  private boolean isVarchar() {
    return engine.name().equals("VARCHAR");
  }

  private boolean isScalar() {
    return engine.members().isEmpty() && !engine.logicalType().isEmpty();
  }

  private String present() {
    return "count(%s)".formatted(raw);
  }

  private String having(String format) {
    String found = "not (%s)".formatted(StringFormats.broken(format, text()));
    // `a:b` is an URI by the grammar, and hardly ever meant as one.
    String isMeant =
        format.equals("uri")
            ? " and regexp_matches(%s, '^[A-Za-z0-9+.-]+://.')".formatted(text())
            : "";
    return "count(*) filter (where %s is not null and %s%s)".formatted(raw, found, isMeant);
  }

  private String shaped(String pattern) {
    return "count(*) filter (where regexp_full_match(replace(%s, ' ', ''), %s))"
        .formatted(raw, DuckDb.text(pattern));
  }

  private String text() {
    return isVarchar() ? raw : "cast(%s as varchar)".formatted(raw);
  }

  void askSome(Aggregates some) {
    if (!isVarchar()) {
      return;
    }
    some.want(present());
    types.forEach(type -> some.want(type.count(raw)));
    formats.forEach(format -> some.want(having(format)));
    some.want(shaped(PHONE));
    some.want(shaped(IBAN));
  }

  /// Leaves what all of some rows have.
  void narrow(Aggregates some) {
    if (!isVarchar()) {
      return;
    }
    long present = some.count(present());
    types = types.stream().filter(type -> some.count(type.count(raw)) == present).toList();
    formats = formats.stream().filter(format -> some.count(having(format)) == present).toList();
    boolean isPhone =
        some.count(shaped(PHONE)) * 10 >= present * 9 && ColumnWords.isPhone(column.name());
    boolean isIban = some.count(shaped(IBAN)) * 10 >= present * 9;
    if (present > 0 && (isPhone || isIban)) {
      personal = isIban ? "its values look like IBANs" : "its values look like phone numbers";
    }
  }

  private TextType preferred() {
    return types.isEmpty() ? TextType.STRING : types.getFirst();
  }

  private String typed(TextType type) {
    return isText ? type.typed(raw) : raw;
  }

  private String number() {
    return typed(preferred());
  }

  private boolean isNumber() {
    return isScalar() && preferred().isNumber();
  }

  void askAll(Aggregates all) {
    all.want(present());
    if (isVarchar()) {
      types.forEach(type -> all.want(type.count(raw)));
      formats.forEach(format -> all.want(having(format)));
    }
    if (isScalar()) {
      all.want(distinct());
    }
    if (isNumber()) {
      numbers().forEach(all::want);
    }
    if (engine.logicalType().equals("string")) {
      lengths().forEach(all::want);
    }
  }

  private String distinct() {
    return "approx_count_distinct(%s)".formatted(raw);
  }

  private List<String> numbers() {
    String number = number();
    return List.of(
        "min(%s)".formatted(number),
        "max(%s)".formatted(number),
        "approx_quantile(cast(%s as double), 0.01)".formatted(number),
        "approx_quantile(cast(%s as double), 0.99)".formatted(number));
  }

  private List<String> lengths() {
    return List.of("min(length(%s))".formatted(text()), "max(length(%s))".formatted(text()));
  }

  ColumnFacts facts(Aggregates all, long rows) {
    long present = all.count(present());
    TextType type = type(all, present);
    String note = "";
    if (isAmbiguous(all, present, type)) {
      note = "days and months cannot be told apart: dd/MM/yyyy or MM/dd/yyyy";
      type = TextType.STRING;
    }
    String format =
        formats.stream()
            .filter(each -> present > 0 && (!isVarchar() || all.count(having(each)) == present))
            .findFirst()
            .orElse("");
    boolean isSame = isNumber() && type.equals(preferred());
    List<Optional<BigDecimal>> numbers =
        isSame ? numbers().stream().map(all::number).toList() : List.of();
    boolean isFinite = !numbers.isEmpty() && numbers.stream().allMatch(Optional::isPresent);
    List<Long> lengths = new ArrayList<>();
    if (type.logicalType().equals("string") && present > 0) {
      lengths().forEach(length -> lengths.add(all.count(length)));
    }
    return new ColumnFacts(
        column.name(),
        type,
        engine,
        rows,
        present,
        isScalar() ? all.count(distinct()) : 0,
        isFinite ? numbers.get(0) : Optional.empty(),
        isFinite ? numbers.get(1) : Optional.empty(),
        isFinite ? numbers.get(2) : Optional.empty(),
        isFinite ? numbers.get(3) : Optional.empty(),
        lengths,
        type.logicalType().equals("string") ? format : "",
        Map.of(),
        false,
        format.equals("email") && personal.isEmpty() ? "its values are e-mail addresses" : personal,
        note);
  }

  private TextType type(Aggregates all, long present) {
    if (!isVarchar()) {
      return preferred();
    }
    return types.stream()
        .filter(type -> present > 0 && all.count(type.count(raw)) == present)
        .findFirst()
        .orElse(TextType.STRING);
  }

  private boolean isAmbiguous(Aggregates all, long present, TextType type) {
    return types.stream()
        .anyMatch(other -> type.isAmbiguousWith(other) && all.count(other.count(raw)) == present);
  }

  /// What equal values have in common, as the checks compare them.
  String key(TextType type) {
    return typed(type);
  }

  /// How often each text stands there, as a map of the engine.
  String histogram() {
    return "histogram(%s)".formatted(text());
  }
}
