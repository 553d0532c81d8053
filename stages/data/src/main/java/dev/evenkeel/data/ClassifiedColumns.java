package dev.evenkeel.data;

import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.Property;
import java.util.Set;
import java.util.stream.Collectors;

/// Columns whose values only those may see who change the dataset, as its contract says.
///
/// @param names as the contract has them now
/// @param fields the same columns in whichever version, whatever they were called there
public record ClassifiedColumns(Set<String> names, Set<Integer> fields) {
  static final ClassifiedColumns NONE = new ClassifiedColumns(Set.of(), Set.of());

  public ClassifiedColumns {
    names = Set.copyOf(names);
    fields = Set.copyOf(fields);
  }

  /// Those of a dataset.
  public static ClassifiedColumns of(Datasets datasets, Dataset dataset) {
    Set<String> names =
        dataset
            .contract()
            .map(yaml -> ContractReader.read(yaml, "the contract of " + dataset.name()))
            .map(contract ->
                contract.properties().stream()
                    .filter(Property::isClassified)
                    .map(Property::name)
                    .collect(Collectors.toSet()))
            .orElse(Set.of());
    if (names.isEmpty()) {
      return NONE;
    }
    return new ClassifiedColumns(
        names,
        datasets
            .newest(dataset.name())
            .map(newest ->
                datasets.statistics(newest).stream()
                    .filter(column -> names.contains(column.column()))
                    .map(ColumnStatistics::field)
                    .collect(Collectors.toSet()))
            .orElse(Set.of()));
  }

  /// Whether the column is one of them.
  public boolean holds(ColumnStatistics column) {
    return names.contains(column.column()) || fields.contains(column.field());
  }
}
