package dev.evenkeel.processes;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Interpreters with packages, made once for each list of requirements and kept.
public final class PythonEnvironments {
  private static final String USED = "used";
  private static final String LOCK_SUFFIX = ".lock";
  private static final String MAKING = "making-";

  // A file's lock belongs to the whole process and keeps no thread of it out.
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final Path root;
  private final PythonTools tools;
  private final Optional<Path> given;
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();

  /// Keeps environments in a folder.
  ///
  /// @param root made when absent; may be shared by several processes
  /// @param given an interpreter that is used as it is when it has the packages
  /// @param index address of a package index for pip; empty for its own
  /// @param longest the time that making one may take
  public PythonEnvironments(
      Path root, ChildProcesses processes, Optional<Path> given, String index, Duration longest) {
    this.root = root.toAbsolutePath().normalize();
    this.tools = new PythonTools(processes, index, longest);
    this.given = given;
  }

  /// An interpreter that has these packages: the given one, a kept one, or a new one.
  ///
  /// @param progress hears what is being done, in plain words
  /// @throws dev.evenkeel.base.ProblemException of kind `ENVIRONMENT` when none can be had, with
  ///   the last of what pip said
  public Path interpreter(Requirements requirements, Consumer<String> progress) {
    Path base = given.orElseGet(() -> base(requirements));
    String version = tools.version(base);
    List<String> missing =
        given.isPresent() ? tools.missing(base, requirements) : requirements.packages();
    if (given.isPresent() && missing.isEmpty()) {
      return base;
    }
    String key = requirements.key(version);
    inUse.add(key);
    ReentrantLock lock = LOCKS.computeIfAbsent(root.resolve(key), _ -> new ReentrantLock());
    lock.lock();
    try {
      return locked(key, () -> made(key, base, requirements, progress));
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      lock.unlock();
    }
  }

  private interface Making {
    Path make() throws IOException;
  }

  /// Other processes wait, too.
  private Path locked(String key, Making making) throws IOException {
    Files.createDirectories(root);
    try (FileChannel file =
            FileChannel.open(
                root.resolve(key + LOCK_SUFFIX),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var held = file.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock was lost");
      }
      return making.make();
    }
  }

  private Path made(String key, Path base, Requirements requirements, Consumer<String> progress)
      throws IOException {
    Path whole = root.resolve(key);
    Path python = whole.resolve("bin").resolve("python");
    if (!Files.isExecutable(python)) {
      // An upgrade of the system took away the interpreter that it was made with.
      Folders.removeAll(whole);
      Path making = root.resolve(MAKING + UUID.randomUUID());
      try {
        tools.make(making, base, requirements, progress);
        Files.writeString(
            making.resolve("packages.txt"), String.join("\n", requirements.packages()) + "\n");
        Files.move(making, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.removeAll(making);
      }
    }
    Files.writeString(whole.resolve(USED), "");
    return python;
  }

  /// Removes what nobody asked for during this time; what this process uses stays.
  ///
  /// @return how many were removed
  public int removeUnused(Duration unused) {
    Instant before = Instant.now().minus(unused);
    List<Path> old = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (DirectoryStream<Path> kept = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path environment : kept) {
        if (!inUse.contains(environment.getFileName().toString()) && isOld(environment, before)) {
          old.add(environment);
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    old.forEach(Folders::removeAll);
    return old.size();
  }

  private static boolean isOld(Path environment, Instant before) throws IOException {
    Path used = environment.resolve(USED);
    FileTime time = Files.getLastModifiedTime(Files.exists(used) ? used : environment);
    return time.toInstant().isBefore(before);
  }

  private static Path base(Requirements requirements) {
    String[] parts = requirements.python().split("\\.", -1);
    Optional<Path> same =
        parts.length < 2
            ? Optional.empty()
            : Workplace.onPath("python" + parts[0] + "." + parts[1]);
    return same.or(() -> Workplace.onPath("python3"))
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.ENVIRONMENT,
                    "no Python is installed%s"
                        .formatted(
                            requirements.python().isEmpty()
                                ? ""
                                : "; wanted is " + Names.abbreviate(requirements.python())),
                    "install python3 with its venv module, or name one by `runtimes.python.interpreter`")
                .asException());
  }

  private static RuntimeException unusable(IOException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the folder of Python environments cannot be written",
            "free some space or give the process the right to write")
        .asException(e);
  }
}
