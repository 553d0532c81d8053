package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Proves that no key stands twice, in less time and memory than it takes to find those that do:
/// whole numbers that lie close together are a bit each, and of other keys the hashes are compared.
/// As many different hashes as keys mean as many different keys.
final class UniqueKeys {
  private static final BigInteger BITS_MAX = BigInteger.valueOf(500_000_000);
  private static final BigInteger BITS_A_ROW_MAX = BigInteger.valueOf(16);

  private final DuckDb duck;
  private final TableSource source;
  private final long rows;

  UniqueKeys(DuckDb duck, TableSource source, long rows) {
    this.duck = duck;
    this.source = source;
    this.rows = rows;
  }

  /// What is known of the rows that have a whole key.
  ///
  /// @param excess how many more they are than keys; of hashes at least, and never none when one
  ///   stands twice
  /// @param groups of keys that are whole numbers close together
  record Proof(long rows, long excess, Optional<Groups> groups) {
    /// Whether none stands twice; false when it only may.
    boolean isUnique() {
      return excess == 0;
    }
  }

  /// 64 numbers each, of which a word has a bit each.
  record Groups(String key, long low) {
    /// The group of a row.
    String sql() {
      return offset() + " >> 6";
    }

    /// How many rows of a group are too many.
    String excess() {
      return "count(*) - bit_count(bit_or(cast(1 as ubigint) << cast(%s & 63 as ubigint)))"
          .formatted(offset());
    }

    private String offset() {
      return "(cast(%s as bigint) - %d)".formatted(key, low);
    }
  }

  /// The groups of a key, when it is of whole numbers that lie close together.
  Optional<Groups> groups(List<String> keys) {
    return keys.size() == 1 ? range(keys.getFirst()).flatMap(Range::groups) : Optional.empty();
  }

  /// @param keys expressions of the key's parts
  Proof of(List<String> keys) {
    Optional<Range> range = keys.size() == 1 ? range(keys.getFirst()) : Optional.empty();
    return range.map(this::byBits).orElseGet(() -> byHashes(keys));
  }

  private record Range(String key, BigInteger low, BigInteger high) {
    Optional<Groups> groups() {
      return high.bitLength() < Long.SIZE
          ? Optional.of(new Groups(key, low.longValueExact()))
          : Optional.empty();
    }
  }

  /// Of a column of whole numbers, when a bit for each is worth it.
  private Optional<Range> range(String key) {
    boolean isWhole =
        source.columns().stream()
            .filter(column -> column.sql().equals(key))
            .anyMatch(column -> column.type().matches("U?(TINYINT|SMALLINT|INTEGER|BIGINT)"));
    if (!isWhole || !source.hasFooter()) {
      return Optional.empty();
    }
    return duck.query(
        "select min(%1$s), max(%1$s) from %2$s".formatted(key, source.typedRelation()),
        found -> {
          found.next();
          BigDecimal low = found.getBigDecimal(1);
          BigDecimal high = found.getBigDecimal(2);
          return low == null || high == null
              ? Optional.empty()
              : Optional.of(new Range(key, low.toBigInteger(), high.toBigInteger()))
                  .filter(this::isDense);
        });
  }

  private boolean isDense(Range range) {
    BigInteger bits = range.high().subtract(range.low()).add(BigInteger.ONE);
    return bits.compareTo(BITS_MAX) <= 0
        && bits.compareTo(BITS_A_ROW_MAX.multiply(BigInteger.valueOf(rows))) <= 0;
  }

  private Proof byBits(Range range) {
    return proof(
        "select count(%1$s), bit_count(bitstring_agg(%1$s, %2$d, %3$d)) from %4$s"
            .formatted(range.key(), range.low(), range.high(), source.typedRelation()),
        range.groups());
  }

  private Proof byHashes(List<String> keys) {
    return proof(
        "select count(*), count(distinct hash(%s)) from %s where %s"
            .formatted(String.join(", ", keys), source.typedRelation(), areWhole(keys)),
        Optional.empty());
  }

  private Proof proof(String query, Optional<Groups> groups) {
    return duck.query(
        query,
        found -> {
          found.next();
          return new Proof(found.getLong(1), found.getLong(1) - found.getLong(2), groups);
        });
  }

  /// Holds for rows that lack no part of the key.
  static String areWhole(List<String> keys) {
    return keys.stream().map(key -> key + " is not null").collect(Collectors.joining(" and "));
  }
}
