package dev.evenkeel.data;

import dev.evenkeel.contracts.ContractReader;
import java.util.List;
import java.util.Map;

/// Rows of batches that broke their contract, with their reasons, always in the same order.
public final class RejectedRows {
  private final Warehouse warehouse;

  RejectedRows(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// How many are kept of all versions of some datasets, by name.
  public Map<String, Long> kept(List<String> datasets) {
    return warehouse.versions().quarantined(datasets);
  }

  /// The first of a version's batch, without the values of classified columns.
  public List<QuarantinedRow> first(DatasetVersion version, int limit) {
    return page(version, 0, limit);
  }

  /// Some of a version's batch, without the values of classified columns.
  ///
  /// @param after so many are left out
  public List<QuarantinedRow> page(DatasetVersion version, int after, int limit) {
    List<QuarantinedRow> rows = read(version, after, limit);
    return rows.isEmpty()
        ? rows
        : warehouse
            .datasets()
            .find(version.dataset())
            .flatMap(Dataset::contract)
            .map(yaml -> ContractReader.read(yaml, "the contract of " + version.dataset()))
            .map(contract -> rows.stream().map(row -> row.masked(contract)).toList())
            .orElse(rows);
  }

  /// The same as they came, for those who may repair them and take them in again.
  public List<QuarantinedRow> unmasked(DatasetVersion version, int after, int limit) {
    warehouse.datasets().demandEditor(version.dataset());
    return read(version, after, limit);
  }

  private List<QuarantinedRow> read(DatasetVersion version, int after, int limit) {
    return version
        .quarantineDigest()
        .map(digest ->
            warehouse.query(duck ->
                new Quarantine(duck, warehouse.blobs(), warehouse.scratch())
                    .read(digest, after, limit)))
        .orElse(List.of());
  }
}
