package dev.evenkeel.access;

/// Hears of requests, in the transaction that files or decides them.
public interface ApprovalListener {
  /// Hears nothing.
  ApprovalListener NONE =
      new ApprovalListener() {
        @Override
        public void requested(ApprovalRequest request) {}

        @Override
        public void decided(ApprovalRequest request) {}
      };

  /// Somebody asks, and nothing like it waited already.
  void requested(ApprovalRequest request);

  /// It was approved, with all that it took, or rejected.
  void decided(ApprovalRequest request);
}
