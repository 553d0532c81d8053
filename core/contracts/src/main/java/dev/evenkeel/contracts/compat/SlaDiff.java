package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.SlaProperty;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Promises to readers.
final class SlaDiff {
  /// Of which more is better for a reader; of the others less is.
  private static final Set<String> MORE_IS_BETTER =
      Set.of(
          "availability",
          "av",
          "throughput",
          "th",
          "retention",
          "re",
          "endofsupport",
          "es",
          "endoflife",
          "el");

  private final Changes changes;

  SlaDiff(Changes changes) {
    this.changes = changes;
  }

  void compare(List<SlaProperty> before, List<SlaProperty> after) {
    Map<String, SlaProperty> old = new HashMap<>();
    before.forEach(sla -> old.put(key(sla), sla));
    for (SlaProperty sla : after) {
      SlaProperty was = old.remove(key(sla));
      if (was == null) {
        stronger(sla, "is promised now");
      } else if (!was.value().equals(sla.value()) || !was.unit().equals(sla.unit())) {
        changed(was, sla);
      }
    }
    old.values().forEach(sla -> weaker(sla, "is not promised any more"));
  }

  private static String key(SlaProperty sla) {
    return sla.property().toLowerCase(Locale.ROOT) + " " + sla.element();
  }

  private void changed(SlaProperty was, SlaProperty sla) {
    String what = "was %s and is %s".formatted(text(was), text(sla));
    Optional<BigDecimal> old = number(was);
    Optional<BigDecimal> now = number(sla);
    boolean isComparable = old.isPresent() && now.isPresent() && was.unit().equals(sla.unit());
    boolean isMore = isComparable && now.get().compareTo(old.get()) > 0;
    boolean isBetter =
        isComparable && isMore == MORE_IS_BETTER.contains(sla.property().toLowerCase(Locale.ROOT));
    if (isBetter) {
      stronger(sla, what);
    } else {
      weaker(sla, what);
    }
  }

  private static Optional<BigDecimal> number(SlaProperty sla) {
    try {
      return sla.value().map(value -> new BigDecimal(value.toString().replace("%", "").strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String text(SlaProperty sla) {
    return (sla.value().orElse("") + " " + sla.unit()).strip();
  }

  private void stronger(SlaProperty sla, String what) {
    changes.add(
        "slaProperties." + sla.property(),
        "sla-stronger",
        "`%s` %s".formatted(sla.property(), what),
        Effect.WARN,
        Effect.OK,
        "make sure that the data is delivered so");
  }

  private void weaker(SlaProperty sla, String what) {
    changes.add(
        "slaProperties." + sla.property(),
        "sla-weaker",
        "`%s` %s".formatted(sla.property(), what),
        Effect.OK,
        Effect.BREAK,
        "agree on it with those who rely on it");
  }
}
