package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The file that SQLite's commits go to. They are there when a process is killed, and only on their
/// way to the disk when the power fails, which is what makes them fast (`synchronous=NORMAL`).
///
/// SQLite cannot be told to be careful within a transaction, and one does not know before whether
/// it will matter; so whoever must be sure asks for the disk afterwards.
record WriteAheadLog(Path file) {
  // A commit of a few pages and their indices; a file of log that is already there has room for
  // some more, so that less than this may still do.
  private static final long COMMIT_BYTES = 64 * 1024;

  static WriteAheadLog of(String url) {
    String path = url.substring("jdbc:sqlite:".length());
    int options = path.indexOf('?');
    return new WriteAheadLog(Path.of((options < 0 ? path : path.substring(0, options)) + "-wal"));
  }

  /// Whether the disk has no room for another commit.
  boolean isFull() {
    Path folder = file.toAbsolutePath().getParent();
    try {
      return folder != null && Files.getFileStore(folder).getUsableSpace() < COMMIT_BYTES;
    } catch (IOException e) {
      return false; // who writes next will say what is wrong with it
    }
  }

  /// Returns when everything that was committed is on the disk. SQLite locks other files than this
  /// one, so that to close it takes no lock away.
  void force() {
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
      log.force(false);
    } catch (NoSuchFileException e) {
      // Another process has closed the database and put all of it into the main file, with a sync.
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the disk of the metadata database did not confirm what was written",
              "look whether the change was made; check the disk")
          .asException(e);
    }
  }
}
