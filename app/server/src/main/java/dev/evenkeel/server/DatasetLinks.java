package dev.evenkeel.server;

import dev.evenkeel.data.Datasets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leads from what is written as `sales@7` to the page of that version, if it is there and whoever
/// looks sees it. Notebooks log names of datasets that nobody has here.
final class DatasetLinks {
  private static final Pattern VERSION =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,127})@([1-9]\\d{0,8})");

  private final Datasets datasets;

  DatasetLinks(Datasets datasets) {
    this.datasets = datasets;
  }

  /// The address of its page; empty without one.
  String address(String reference) {
    Matcher version = VERSION.matcher(reference);
    return version.matches()
        ? datasets
            .version(version.group(1), Integer.parseInt(version.group(2)))
            .map(DatasetTexts::address)
            .orElse("")
        : "";
  }
}
