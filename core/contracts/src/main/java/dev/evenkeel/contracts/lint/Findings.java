package dev.evenkeel.contracts.lint;

import dev.evenkeel.base.Yaml;
import dev.evenkeel.contracts.odcs.Finding;
import dev.evenkeel.contracts.odcs.Places;
import java.util.ArrayList;
import java.util.List;

/// Findings as they come.
final class Findings {
  private final Places places;
  private final List<Finding> all = new ArrayList<>();

  Findings(Places places) {
    this.places = places;
  }

  void error(String pointer, String what, String remedy) {
    all.add(places.finding(Finding.Level.ERROR, pointer, what, remedy));
  }

  void warning(String pointer, String what, String remedy) {
    all.add(places.finding(Finding.Level.WARNING, pointer, what, remedy));
  }

  void hint(String pointer, String what, String remedy) {
    all.add(places.finding(Finding.Level.HINT, pointer, what, remedy));
  }

  Yaml.Place place(String pointer) {
    return places.of(pointer);
  }

  List<Finding> all() {
    return all;
  }
}
