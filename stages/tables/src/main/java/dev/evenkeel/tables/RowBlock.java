package dev.evenkeel.tables;

import dev.evenkeel.contracts.Frame;
import java.util.BitSet;
import java.util.List;

/// Some rows of a file, in its order.
///
/// @param first number of its first row, from 1
/// @param frame one column for each input; what cannot be read is missing
/// @param rejected those that break a rule, in their order
/// @param warned positions of rows that break a rule which only warns
public record RowBlock(long first, Frame frame, List<RejectedRow> rejected, BitSet warned) {
  public RowBlock {
    rejected = List.copyOf(rejected);
  }
}
