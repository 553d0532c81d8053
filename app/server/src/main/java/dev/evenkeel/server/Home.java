package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder with all state, for one process at a time.
final class Home implements AutoCloseable {
  private final FileChannel channel;

  private Home(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes the folder if need be and takes its lock, which the operating system frees however the
  /// process ends.
  static Home open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new Problem(
                Problem.Kind.CONFLICT,
                "another Evenkeel uses this home",
                folder.toString(),
                "one process a home",
                "stop the other one, or choose another folder: --home DIR")
            .asException();
      }
      return new Home(channel);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the home folder cannot be written",
              folder.toString(),
              "a folder that this user can write",
              "check its rights and the free space, or choose another: --home DIR")
          .asException(e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot free the home's lock", e);
    }
  }
}
