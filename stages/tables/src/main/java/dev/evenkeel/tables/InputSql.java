package dev.evenkeel.tables;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.CheckPlan;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a model asks of each row, as one statement: its inputs, typed, beside the rules that they
/// break. The rules are those of a request, so that a file and an endpoint take the same rows; none
/// looks at another row.
final class InputSql {
  // No column of a contract is likely to have these names.
  private static final String BROKEN = "\"~broken\"";
  private static final String ROW = "\"~row\"";

  /// More than any message shows.
  private static final int SHOWN_CHARS = 200;

  private final TableSource source;
  private final CellSql cells;
  private final List<Property> inputs;
  private final List<Check> checks;

  InputSql(TableSource source, List<Property> inputs) {
    this.source = source;
    this.cells = new CellSql(source.file().format());
    this.inputs = inputs;
    List<Check> all = new ArrayList<>();
    for (Property input : inputs) {
      if (input.type() == LogicalType.STRING && source.column(input.name()).isPresent()) {
        all.add(new Check.IsType(input.name(), input.type(), input.format()));
      }
    }
    CheckPlan.of(new Contract("file", "1.0.0", "", "", "file", inputs)).checks().stream()
        .filter(check -> !(check instanceof Check.Unique))
        .forEach(all::add);
    this.checks = List.copyOf(all);
  }

  /// In the order of the numbers that the statement's answer names.
  List<Check> checks() {
    return checks;
  }

  int position(Check check) {
    for (int index = 0; index < inputs.size(); index++) {
      if (inputs.get(index).name().equals(check.column())) {
        return index;
      }
    }
    throw new IllegalStateException("Cannot find the input of " + check);
  }

  /// The typed inputs, then the numbers of the broken rules with commas, then the inputs of a bad
  /// row as a JSON list of texts, shortened, then that row as a JSON object.
  ///
  /// @param whole whether the last is asked for
  String statement(boolean whole) {
    String typed =
        inputs.stream()
            .map(input ->
                new Frames.Selected(input.name(), input.type(), TypedSql.typed(input)).select())
            .collect(Collectors.joining(", "));
    String found =
        inputs.stream()
            .map(input ->
                "left(cast(%s as varchar), %d)".formatted(DuckDb.name(input.name()), SHOWN_CHARS))
            .collect(Collectors.joining(", ", "cast(to_json([", "]) as varchar)"));
    return ("select %1$s%2$s array_to_string(%3$s, ','), case when len(%3$s) > 0 then %4$s end,"
            + " case when %5$s then %6$s end from (select *, %7$s as %3$s from (select %8$s from %9$s))")
        .formatted(
            typed,
            inputs.isEmpty() ? "" : ",",
            BROKEN,
            inputs.isEmpty() ? "'[]'" : found,
            isBad(),
            whole ? ROW : "cast(null as varchar)",
            broken(),
            cells(whole),
            source.relation());
  }

  private String cells(boolean whole) {
    List<String> selected = new ArrayList<>();
    for (Property input : inputs) {
      Optional<TableSource.Column> column = source.column(input.name());
      String cell = column.map(found -> cells.cell(found, input)).orElse("cast(null as varchar)");
      selected.add(cell + " as " + DuckDb.name(input.name()));
      if (input.type() == LogicalType.STRING && column.isPresent()) {
        selected.add("%s as %s".formatted(cells.notText(column.get()), notText(input.name())));
      }
    }
    if (whole) {
      selected.add(cells.json(source.columns()) + " as " + ROW);
    }
    return selected.isEmpty() ? "1" : String.join(", ", selected);
  }

  private static String notText(String input) {
    return DuckDb.name("~not a text: " + input);
  }

  private String broken() {
    List<String> cases = new ArrayList<>();
    for (int index = 0; index < checks.size(); index++) {
      Check check = checks.get(index);
      Property input = inputs.get(position(check));
      String condition =
          check instanceof Check.IsType(var column, var type, _) && type == LogicalType.STRING
              ? notText(column)
              : TypedSql.broken(check, input);
      cases.add("case when %s then %d end".formatted(condition, index));
    }
    return "list_filter([%s]::integer[], lambda broken: broken is not null)"
        .formatted(String.join(", ", cases));
  }

  private String isBad() {
    List<String> errors = new ArrayList<>();
    for (int index = 0; index < checks.size(); index++) {
      if (checks.get(index).severity() == Severity.ERROR) {
        errors.add(String.valueOf(index));
      }
    }
    return "list_has_any(%s, [%s]::integer[])".formatted(BROKEN, String.join(", ", errors));
  }

  /// A misspelt column would be missing in every row, and every answer would be wrong.
  void demandColumns(boolean mayMiss) {
    List<String> there = source.columns().stream().map(TableSource.Column::name).toList();
    List<String> missing =
        inputs.stream()
            .filter(input -> input.required() || !mayMiss)
            .map(Property::name)
            .filter(name -> !there.contains(name))
            .toList();
    if (missing.isEmpty() && (inputs.isEmpty() || anyThere(there))) {
      return;
    }
    List<String> lacking =
        missing.isEmpty() ? inputs.stream().map(Property::name).toList() : missing;
    String near = Names.nearest(lacking.getFirst(), there);
    throw new Problem(
            Problem.Kind.INPUT,
            "the file lacks %s of the model: %s"
                .formatted(lacking.size() == 1 ? "an input" : "inputs", listed(lacking)),
            source.file().path().toString(),
            "a column for each input; the file has " + listed(there),
            near.isEmpty()
                ? "name the columns as the model does"
                : "rename `%s` to `%s`".formatted(Names.abbreviate(near), lacking.getFirst()))
        .asException();
  }

  private boolean anyThere(List<String> there) {
    return inputs.stream().map(Property::name).anyMatch(there::contains);
  }

  private static String listed(List<String> names) {
    String some = names.stream().limit(20).map(Names::abbreviate).collect(Collectors.joining(", "));
    return names.size() <= 20 ? some : some + ", and " + (names.size() - 20) + " more";
  }
}
