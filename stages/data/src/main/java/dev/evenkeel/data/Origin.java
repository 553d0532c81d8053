package dev.evenkeel.data;

/// Where a version's rows come from, as far as it is known; each part may be empty.
///
/// @param uri of the source
/// @param query that answered them
/// @param watermark up to which the source was read
/// @param pipelineRun that made the version
/// @param codeCommit of the code that made it
public record Origin(
    String uri, String query, String watermark, String pipelineRun, String codeCommit) {
  /// Nothing is known.
  public static final Origin UNKNOWN = new Origin("", "", "", "", "");

  /// Only where they lay.
  public static Origin of(String uri) {
    return new Origin(uri, "", "", "", "");
  }
}
