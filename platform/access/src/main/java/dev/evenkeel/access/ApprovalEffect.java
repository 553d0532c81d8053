package dev.evenkeel.access;

/// Does what was approved; the room whose thing it is supplies it.
@FunctionalInterface
public interface ApprovalEffect {
  /// Called in the transaction that records the last approval: when it throws, that is not recorded
  /// either.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when what it was asked against
  ///   has changed meanwhile
  void carryOut(ApprovalRequest request);

  /// Hears that it was rejected, in the transaction that records it.
  ///
  /// @param who rejected it
  /// @param reason in plain words
  default void rejected(ApprovalRequest request, String who, String reason) {}
}
