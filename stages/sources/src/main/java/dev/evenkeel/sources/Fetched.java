package dev.evenkeel.sources;

import dev.evenkeel.tables.TableFile;
import java.util.List;

/// What a place gave.
///
/// @param files in the order of their rows; none when nothing is new
/// @param watermark by which the next fetch begins; empty when the place has no such thing
public record Fetched(List<TableFile> files, String watermark) {
  public Fetched {
    files = List.copyOf(files);
  }
}
