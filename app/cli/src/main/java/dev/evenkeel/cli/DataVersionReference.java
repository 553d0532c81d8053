package dev.evenkeel.cli;

import dev.evenkeel.base.Names;

/// A dataset's version as people write it: `sales@7`, `sales@approved`, `sales@2026-05-01T00:00Z`.
///
/// @param version empty when none is named
record DataVersionReference(String dataset, String version) {
  static DataVersionReference read(String text) {
    int at = text.indexOf('@');
    return new DataVersionReference(
        Names.check("dataset", at < 0 ? text : text.substring(0, at)),
        at < 0 ? "" : text.substring(at + 1));
  }

  String datasetAddress() {
    return "api/v1/datasets/" + RunningServer.part(dataset);
  }

  /// The newest where none is named.
  String versionAddress() {
    return datasetAddress()
        + "/versions/"
        + RunningServer.part(version.isEmpty() ? "latest" : version);
  }

  boolean namesVersion() {
    return !version.isEmpty();
  }
}
