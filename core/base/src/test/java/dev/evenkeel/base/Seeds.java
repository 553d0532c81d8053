package dev.evenkeel.base;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Runs a property on many seeded cases; `-Devenkeel.seed=N` replays one.
public final class Seeds {
  private Seeds() {}

  public static void each(int cases, Consumer<RandomGenerator> property) {
    Long replayed = Long.getLong("evenkeel.seed");
    if (replayed != null) {
      property.accept(generator(replayed));
      return;
    }
    for (long seed = 0; seed < cases; seed++) {
      try {
        property.accept(generator(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("fails with -Devenkeel.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  public static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
