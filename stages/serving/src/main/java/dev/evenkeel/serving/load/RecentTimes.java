package dev.evenkeel.serving.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How many requests there were in the last minute and how long they took, to an eighth. No lock:
/// at the turn of a slot a few may be lost.
public final class RecentTimes {
  private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int SLOTS = 12;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int SECONDS = 60;
  private static final int STEPS = 8;
  private static final int BUCKETS = 40 * STEPS;

  private final LongSupplier nanoTime;
  private final long begun;
  private final AtomicLongArray seconds = new AtomicLongArray(SECONDS + 1);

  // Made by the first request: of many models in memory most are never asked.
  private volatile Slot @Nullable [] slots;

  public RecentTimes() {
    this(System::nanoTime);
  }

  RecentTimes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  private Slot[] slots() {
    Slot[] made = slots;
    if (made == null) {
      made = new Slot[SLOTS + 1];
      Arrays.setAll(made, _ -> new Slot());
      // Two at once: one loses its first request.
      slots = made;
    }
    return made;
  }

  /// The last minute.
  ///
  /// @param perSecond requests, failed ones included
  /// @param p50Nanos half took at most this; 0 without requests
  public record Summary(
      long requests, long failures, double perSecond, long p50Nanos, long p99Nanos) {}

  private static final class Slot {
    private final AtomicLong turn = new AtomicLong(-1);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicIntegerArray buckets = new AtomicIntegerArray(BUCKETS);

    void begin(long now) {
      long before = turn.get();
      if (before != now && turn.compareAndSet(before, now)) {
        requests.set(0);
        failures.set(0);
        for (int index = 0; index < BUCKETS; index++) {
          buckets.set(index, 0);
        }
      }
    }
  }

  /// Counts a request.
  public void add(long nanos, boolean failed) {
    long turn = turn();
    Slot[] all = slots();
    Slot slot = all[(int) (turn % all.length)];
    slot.begin(turn);
    slot.requests.incrementAndGet();
    if (failed) {
      slot.failures.incrementAndGet();
    }
    slot.buckets.incrementAndGet(bucket(nanos));
    count((nanoTime.getAsLong() - begun) / SECOND_NANOS);
  }

  /// The upper half says which second it is, the lower how many.
  private void count(long second) {
    int index = (int) (second % seconds.length());
    long before = seconds.get(index);
    long wanted = before >>> 32 == second ? before + 1 : (second << 32) + 1;
    while (!seconds.compareAndSet(index, before, wanted)) {
      before = seconds.get(index);
      wanted = before >>> 32 == second ? before + 1 : (second << 32) + 1;
    }
  }

  /// Requests in each of the last sixty whole seconds, oldest first.
  public List<Integer> perSecond() {
    long now = (nanoTime.getAsLong() - begun) / SECOND_NANOS;
    List<Integer> counts = new ArrayList<>();
    for (long second = now - SECONDS; second < now; second++) {
      long found = second < 0 ? 0 : seconds.get((int) (second % seconds.length()));
      counts.add(second >= 0 && found >>> 32 == second ? (int) found : 0);
    }
    return counts;
  }

  /// What the last minute was like.
  public Summary summary() {
    long turn = turn();
    long[] counts = new long[BUCKETS];
    long requests = 0;
    long failures = 0;
    Slot[] made = slots;
    for (Slot slot : made == null ? new Slot[0] : made) {
      long of = slot.turn.get();
      if (of >= 0 && turn - of < SLOTS) {
        requests += slot.requests.get();
        failures += slot.failures.get();
        for (int index = 0; index < BUCKETS; index++) {
          counts[index] += slot.buckets.get(index);
        }
      }
    }
    double passed = Math.clamp((nanoTime.getAsLong() - begun) / 1e9, 1, SLOTS * SLOT_NANOS / 1e9);
    return new Summary(
        requests, failures, requests / passed, quantile(counts, 0.5), quantile(counts, 0.99));
  }

  private long turn() {
    return (nanoTime.getAsLong() - begun) / SLOT_NANOS;
  }

  /// Powers of two, each in eight steps.
  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) Math.max(0, nanos);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (exponent - 3)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (exponent - 2) * STEPS + step);
  }

  /// The longest time that falls into a bucket.
  private static long longest(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int exponent = bucket / STEPS + 2;
    return ((STEPS + bucket % STEPS + 1L) << (exponent - 3)) - 1;
  }

  private static long quantile(long[] counts, double part) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    long wanted = (long) Math.ceil(all * part);
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += counts[bucket];
      if (seen >= wanted && seen > 0) {
        return longest(bucket);
      }
    }
    return 0;
  }
}
