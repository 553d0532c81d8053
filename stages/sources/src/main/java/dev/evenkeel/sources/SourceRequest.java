package dev.evenkeel.sources;

/// What is wanted of a place.
///
/// @param address with a scheme: `https://host/sales.csv`, `sql://warehouse`, `s3://bucket/key`
/// @param query of a database; empty for other places
/// @param watermark the column by which new rows are told from known ones; empty to fetch all
/// @param after what [Fetched#watermark] said the last time; empty at the first
public record SourceRequest(String address, String query, String watermark, String after) {
  /// All that is at an address.
  public static SourceRequest of(String address) {
    return new SourceRequest(address, "", "", "");
  }

  /// What came since the last time.
  public SourceRequest after(String mark) {
    return new SourceRequest(address, query, watermark, mark);
  }
}
