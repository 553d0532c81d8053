package dev.evenkeel.store;

/// What a look at the whole audit log found.
///
/// @param entries so many were looked at
/// @param head the digest of the last entry; kept elsewhere, it proves later that nothing before it
///   was written anew
/// @param fault what is wrong first, in plain words; empty when nothing is
public record AuditCheck(long entries, String head, String fault) {
  /// Whether every entry is there, as it was written.
  public boolean isWhole() {
    return fault.isEmpty();
  }
}
