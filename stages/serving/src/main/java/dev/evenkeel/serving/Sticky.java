package dev.evenkeel.serving;

import java.util.concurrent.ThreadLocalRandom;

/// Which part of the traffic a key belongs to: the same on every node and after every start.
final class Sticky {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Sticky() {}

  /// 0 to 9,999; at random for an empty key.
  static int bucket(String model, String key) {
    if (key.isEmpty()) {
      return ThreadLocalRandom.current().nextInt(DeploymentSettings.WHOLE);
    }
    // FNV-1a over both texts and a letter that no name has between them, then the mixer of
    // SplitMix64: FNV alone spreads short keys badly.
    long hash = add(BASIS, model);
    hash = (hash ^ '/') * PRIME;
    hash = add(hash, key);
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (int) Long.remainderUnsigned(hash, DeploymentSettings.WHOLE);
  }

  private static long add(long hash, String text) {
    long sum = hash;
    for (int index = 0; index < text.length(); index++) {
      sum = (sum ^ text.charAt(index)) * PRIME;
    }
    return sum;
  }
}
