package dev.evenkeel.plugin;

import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.contracts.compat.Change;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Breaks that somebody agreed to, until a day.
record Waivers(List<Waiver> all) {
  Waivers {
    all = List.copyOf(all);
  }

  /// @param path of what changes, as the report names it: `orders.amount`
  /// @param kind of the change: `property-removed`
  /// @param until the last day on which it holds
  record Waiver(String contract, String path, String kind, LocalDate until, String reason) {
    boolean isExpired(LocalDate today) {
      return today.isAfter(until);
    }
  }

  static Waivers none() {
    return new Waivers(List.of());
  }

  static Waivers read(String text, String where) {
    YamlMap root = Yaml.parseMap(text, where);
    root.versionOne();
    List<Waiver> all = new ArrayList<>();
    for (YamlMap each : root.maps("waivers")) {
      all.add(
          new Waiver(
              each.text("contract"),
              each.text("path"),
              each.text("kind"),
              day(each),
              each.text("reason")));
      each.done();
    }
    root.done();
    return new Waivers(all);
  }

  private static LocalDate day(YamlMap waiver) {
    try {
      return LocalDate.parse(waiver.text("until"));
    } catch (DateTimeException e) {
      throw waiver
          .placeOf("until")
          .problem("it is no date", "a day such as 2026-12-31")
          .asException(e);
    }
  }

  Optional<Waiver> of(String contract, Change change) {
    return all.stream()
        .filter(waiver -> waiver.contract().equals(contract))
        .filter(waiver -> waiver.path().equals(change.path()))
        .filter(waiver -> waiver.kind().equals(change.kind()))
        .findFirst();
  }
}
