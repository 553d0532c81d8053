package dev.evenkeel.processes;

/// What a child and everything that it starts may take. Where the system cannot hold a limit, the
/// documentation of Python models says so.
///
/// @param memoryBytes resident, of all its processes together; more ends them
/// @param fileBytes the largest file that it may write
/// @param processes at once; more ends them
/// @param niceness 0 to 19: how much it yields to others
public record Limits(long memoryBytes, long fileBytes, int processes, int niceness) {
  private static final long MEMORY_MIN = 1 << 20;

  public Limits {
    if (memoryBytes < MEMORY_MIN || fileBytes < 0 || processes < 1) {
      throw new IllegalArgumentException(
          "Cannot limit a child: at least 1 MiB, 0 bytes and 1 process, got %d, %d and %d"
              .formatted(memoryBytes, fileBytes, processes));
    }
    if (niceness < 0 || niceness > 19) {
      throw new IllegalArgumentException(
          "Cannot limit a child: niceness is 0 to 19, got " + niceness);
    }
  }
}
