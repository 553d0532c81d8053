package dev.evenkeel.data;

import dev.evenkeel.store.RemoteFiles;
import java.util.Optional;

/// Where the files of tables are kept.
///
/// @param remote a place beside the home; empty for the home alone
/// @param cacheBytesMax how much of that is held on the disk beyond what was used within the hour
public record WarehousePlace(Optional<RemoteFiles> remote, long cacheBytesMax) {
  /// In the home.
  public static final WarehousePlace HOME = new WarehousePlace(Optional.empty(), 0);
}
