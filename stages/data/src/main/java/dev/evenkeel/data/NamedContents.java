package dev.evenkeel.data;

import dev.evenkeel.data.Cleaning.Item;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a column of texts names that is kept outside of this room, such as the contents of files.
/// It goes when no version names it.
public interface NamedContents {
  /// Nothing is kept.
  NamedContents NONE =
      new NamedContents() {
        @Override
        public boolean isAny(String dataset) {
          return false;
        }

        @Override
        public List<Item> plan(String dataset, Named named, Duration grace) {
          return List.of();
        }

        @Override
        public List<Item> clean(
            String dataset, Named named, Duration grace, CleaningProgress progress) {
          return List.of();
        }
      };

  /// What versions of a dataset name.
  @FunctionalInterface
  interface Named {
    /// Names between two, both included.
    Set<String> between(String first, String last);
  }

  /// Whether anything is kept of a dataset; only then its rows are looked at.
  boolean isAny(String dataset);

  /// Says what would go now.
  ///
  /// @param grace how long it waits once nothing names it
  List<Item> plan(String dataset, Named named, Duration grace);

  /// Frees it. Nothing of this server publishes a version of the dataset meanwhile.
  List<Item> clean(String dataset, Named named, Duration grace, CleaningProgress progress);
}
