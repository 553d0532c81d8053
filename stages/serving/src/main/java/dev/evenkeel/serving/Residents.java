package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.ModelVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The versions in memory. One that is wanted by many at once is loaded once; when they take more
/// than they may, those that nobody has used for longest go, except what traffic or an alias needs.
final class Residents {
  private final VersionLoader loader;
  private final long bytesMax;
  private final Map<String, Resident> residents = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Resident>> loading = new ConcurrentHashMap<>();
  private final ReentrantLock room = new ReentrantLock();
  private final Queue<Resident> replaced = new ConcurrentLinkedQueue<>();
  private final LongAdder evictions = new LongAdder();

  Residents(VersionLoader loader, long bytesMax) {
    this.loader = loader;
    this.bytesMax = bytesMax;
  }

  /// What others know of the versions in memory.
  interface Keep {
    /// Whether traffic or an alias needs it.
    boolean isPinned(Resident resident);

    /// Whether it goes when the one that is loaded now has come; for that long there may be more
    /// than the limit.
    boolean isLeaving(Resident resident);
  }

  @Nullable Resident find(String model, int number) {
    return residents.get(key(model, number));
  }

  List<Resident> all() {
    return residents.values().stream()
        .sorted(Comparator.comparing(Resident::model).thenComparingInt(Resident::number))
        .toList();
  }

  /// `model@number` of what is being loaded now.
  Set<String> loading() {
    return Set.copyOf(loading.keySet());
  }

  long memoryBytes() {
    return residents.values().stream().mapToLong(Resident::memoryBytes).sum();
  }

  long evictions() {
    return evictions.sum();
  }

  /// A version, loaded if it is not there.
  ///
  /// @param keep asked while room is made
  /// @throws dev.evenkeel.base.ProblemException when it cannot be loaded, or of kind `ENVIRONMENT`
  ///   when what must stay leaves no room for it
  Resident load(ModelVersion version, Keep keep) {
    String key = key(version.model(), version.number());
    Resident known = residents.get(key);
    if (known != null && isOf(known, version)) {
      return known;
    }
    CompletableFuture<Resident> mine = new CompletableFuture<>();
    CompletableFuture<Resident> other = loading.putIfAbsent(key, mine);
    if (other != null) {
      return join(other);
    }
    // In a thread of its own: a request may be interrupted, and others wait for the version too.
    Thread.ofVirtual().name("load " + key).start(() -> load(key, version, keep, mine));
    return join(mine);
  }

  private void load(
      String key, ModelVersion version, Keep keep, CompletableFuture<Resident> wanted) {
    try {
      // It may have come in between.
      Resident present = residents.get(key);
      wanted.complete(
          present != null && isOf(present, version) ? present : fresh(key, version, keep));
    } catch (RuntimeException | Error e) {
      wanted.completeExceptionally(e);
    } finally {
      loading.remove(key, wanted);
    }
  }

  private Resident fresh(String key, ModelVersion version, Keep keep) {
    Resident resident = loader.load(version);
    room.lock();
    try {
      makeRoom(resident, keep);
      Resident stale = residents.put(key, resident);
      if (stale != null) {
        replaced.add(stale);
      }
      return resident;
    } catch (RuntimeException e) {
      resident.retire();
      throw e;
    } finally {
      room.unlock();
    }
  }

  private void makeRoom(Resident newcomer, Keep keep) {
    List<Resident> candidates =
        residents.values().stream()
            .filter(each -> !keep.isPinned(each) && each.isIdle())
            .sorted(Comparator.comparingLong(each -> each.usedNanos() - System.nanoTime()))
            .toList();
    long leaving =
        residents.values().stream().filter(keep::isLeaving).mapToLong(Resident::memoryBytes).sum();
    long over = memoryBytes() - leaving + newcomer.memoryBytes() - bytesMax;
    for (Resident candidate : candidates) {
      if (over <= 0) {
        return;
      }
      over -= candidate.memoryBytes();
      evictions.increment();
      drop(candidate);
    }
    if (over > 0) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "%s needs %,d bytes of memory, and the versions in use leave less than that"
                  .formatted(newcomer.deployed().version(), newcomer.memoryBytes()),
              "",
              "at most %,d bytes for all versions in memory".formatted(bytesMax),
              "unload a model, remove an alias, or raise `serving.memoryBytesMax`")
          .asException();
    }
  }

  /// Lets those go whose version was registered anew under its number; nothing may lead to them.
  void retireReplaced() {
    for (Resident stale = replaced.poll(); stale != null; stale = replaced.poll()) {
      stale.retire();
    }
  }

  /// Lets a version go; it is closed when its last request is answered.
  void drop(Resident resident) {
    if (residents.remove(key(resident.model(), resident.number()), resident)) {
      resident.retire();
    }
  }

  void drop(String model, Predicate<Resident> which) {
    residents.values().stream()
        .filter(each -> each.model().equals(model) && which.test(each))
        .forEach(this::drop);
  }

  Optional<Resident> held(String model, int number) {
    Resident resident = find(model, number);
    return resident != null && resident.hold() ? Optional.of(resident) : Optional.empty();
  }

  private static boolean isOf(Resident resident, ModelVersion version) {
    return resident.deployed().version().equals(version);
  }

  private static Resident join(CompletableFuture<Resident> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case RuntimeException failure -> failure;
        case Error error -> throw error;
        case null, default -> e;
      };
    }
  }

  private static String key(String model, int number) {
    return model + "@" + number;
  }
}
