package dev.evenkeel.folders;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A folder, read.
///
/// @param manifest what is in it
/// @param hashed how many files had to be read; the others looked as they did
/// @param skipped links and other things that are no files, the first of them
/// @param skippedCount how many there are
public record FolderScan(Manifest manifest, int hashed, List<String> skipped, int skippedCount) {
  public FolderScan {
    skipped = List.copyOf(skipped);
  }

  /// Is told what is found while a folder is read, from several threads at once.
  public interface Listener {
    /// Hears how many files are done.
    ///
    /// @param done files whose digest is known
    /// @param all files of the folder
    default void at(int done, int all) {}

    /// Hears of some files; of each file once, also of those that were not read again. Their
    /// contents are to be taken before it returns.
    default void found(List<FoundFile> some) {}

    /// Hears nothing.
    Listener NONE = new Listener() {};
  }

  /// Reads what changed since the index was written, on all cores, and brings the index up to date.
  /// Listing costs by the files that are there, reading by those that changed.
  public static FolderScan of(Path root, FolderIndex index, Listener listener) {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    FolderListing listing = FolderListing.of(root);
    List<FolderFile> files = new ArrayList<>(listing.files().size());
    List<FoundFile> known = new ArrayList<>();
    List<FolderListing.Seen> unknown = new ArrayList<>();
    for (FolderListing.Seen seen : listing.files()) {
      String digest = index.digest(seen.path(), seen.look());
      if (digest.isEmpty()) {
        unknown.add(seen);
      } else {
        FolderFile file = new FolderFile(seen.path(), digest, seen.look().size());
        files.add(file);
        known.add(FoundFile.at(file, seen.file()));
      }
    }
    if (!known.isEmpty()) {
      listener.found(known);
      listener.at(known.size(), listing.files().size());
    }
    for (FileReading.Read read : FileReading.all(unknown, known.size(), listener)) {
      files.add(read.file());
      index.remember(read.file().path(), read.look(), read.file().digest(), now);
    }
    return new FolderScan(
        new Manifest(files), unknown.size(), listing.skipped(), listing.skippedCount());
  }
}
