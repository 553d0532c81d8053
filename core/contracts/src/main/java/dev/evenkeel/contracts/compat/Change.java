package dev.evenkeel.contracts.compat;

/// One difference between two versions of a contract.
///
/// @param path of what changed: `orders.amount`, `orders`, or a group such as `slaProperties`
/// @param kind short and stable: `property-removed`
/// @param what in one sentence without a full stop
/// @param writers what it does to data that is there and to those who write more
/// @param readers what it does to code that reads
/// @param advice how to get there without a break; empty when nothing breaks
public record Change(
    String path, String kind, String what, Effect writers, Effect readers, String advice) {
  /// Whether it breaks one side.
  public boolean isBreaking() {
    return writers == Effect.BREAK || readers == Effect.BREAK;
  }
}
