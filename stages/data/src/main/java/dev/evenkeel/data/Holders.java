package dev.evenkeel.data;

import java.util.HashMap;
import java.util.Map;

/// Why a version must stay.
final class Holders {
  private Holders() {}

  /// By number, one thing that refers to the version.
  static Map<Integer, String> of(Warehouse warehouse, String dataset) {
    Map<Integer, String> holders = new HashMap<>(warehouse.references().get().of(dataset));
    warehouse.labels().labelled(dataset).forEach(number -> holders.put(number, "a tag"));
    warehouse
        .labels()
        .aliases(dataset)
        .forEach((alias, number) -> holders.put(number, "alias `%s`".formatted(alias)));
    return holders;
  }
}
