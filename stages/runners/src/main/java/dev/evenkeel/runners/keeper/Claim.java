package dev.evenkeel.runners.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/// A file that exactly one process can make: a keeper, which then starts the program, or a server,
/// after which no keeper ever does. It names the process so that a number that is used again is not
/// taken for it, even after the machine was started anew.
///
/// @param pid of the keeper; 0 when a server made it
/// @param started in the system's own counting
public record Claim(long pid, String started) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int STARTED_FIELD = 19;

  /// That nobody may start it any more.
  public static final Claim NEVER = new Claim(0, "");

  static Claim mine() {
    long pid = ProcessHandle.current().pid();
    return new Claim(pid, started(pid));
  }

  /// Makes the file, with its content at once.
  ///
  /// @return whether it was not there
  public boolean take(Path file) throws IOException {
    Path aside = file.resolveSibling("." + UUID.randomUUID());
    Files.writeString(aside, pid + "\n" + started);
    try {
      Files.createLink(file, aside);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /// What stands in a file.
  public static Optional<Claim> read(Path file) throws IOException {
    try {
      String[] parts = Files.readString(file).split("\n", 2);
      return Optional.of(new Claim(Long.parseLong(parts[0]), parts[1]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Whether that very process lives.
  public boolean isAlive() {
    return pid > 0
        && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && started(pid).equals(started);
  }

  private static String started(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // A zombie has ended.
      return fields[0].equals("Z")
          ? "ended"
          : fields[STARTED_FIELD] + " " + Files.readString(BOOT).strip();
    } catch (IOException | RuntimeException e) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString)
          .orElse("ended");
    }
  }
}
