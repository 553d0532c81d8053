package dev.evenkeel.plugin;

import dev.evenkeel.contracts.compat.Change;
import dev.evenkeel.contracts.compat.ContractDiff;
import dev.evenkeel.contracts.compat.Policy;
import dev.evenkeel.contracts.odcs.Document;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds contracts that are worked on against those that are released. It computes alone.
///
/// @param mustBump whether a version must rise as far as its changes go
record Judge(Policy policy, boolean mustBump, Lock lock, Waivers waivers, LocalDate today) {
  /// A verdict on every contract of either side.
  ///
  /// @param released oldest first
  List<Verdict> judge(Collection<Document> working, Collection<Document> released) {
    Map<String, List<Document>> earlier = new LinkedHashMap<>();
    for (Document document : released) {
      earlier.computeIfAbsent(document.id(), ignored -> new ArrayList<>()).add(document);
    }
    List<Verdict> verdicts = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Document document : working) {
      verdicts.add(
          seen.add(document.id())
              ? judge(document, earlier.getOrDefault(document.id(), List.of()))
              : new Verdict(
                  document.id(),
                  "",
                  document.version(),
                  List.of(),
                  List.of("two contracts have the id `%s`; one must go".formatted(document.id()))));
    }
    Set<String> known = new LinkedHashSet<>(earlier.keySet());
    lock.digests().keySet().forEach(key -> known.add(key.id()));
    known.removeAll(seen);
    for (String id : known) {
      verdicts.add(
          new Verdict(
              id,
              earlier.containsKey(id) ? earlier.get(id).getLast().version() : "",
              "",
              List.of(),
              List.of(
                  "it is released or locked, and is no longer there; take it out of those too when"
                      + " nobody reads it")));
    }
    return verdicts;
  }

  private Verdict judge(Document document, List<Document> earlier) {
    List<String> failures = new ArrayList<>();
    lock.broken(document).ifPresent(failures::add);
    if (earlier.isEmpty()) {
      return new Verdict(document.id(), "", document.version(), List.of(), failures);
    }
    ContractDiff diff = ContractDiff.between(earlier.getLast(), document);
    if (mustBump && !diff.isBumped()) {
      failures.add(
          "its version %s must rise by a %s step above %s for what changed"
              .formatted(
                  document.version(),
                  diff.bump().name().toLowerCase(java.util.Locale.ROOT),
                  earlier.getLast().version()));
    }
    List<Verdict.Judged> changes = new ArrayList<>();
    Set<Change> breaches = new LinkedHashSet<>();
    for (Policy.Breach breach : policy.breaches(earlier, document)) {
      if (breaches.add(breach.change())) {
        changes.add(judged(document.id(), breach));
      }
    }
    for (Change change : diff.changes()) {
      if (!breaches.contains(change)) {
        changes.add(
            new Verdict.Judged(earlier.getLast().version(), change, Verdict.State.ALLOWED, ""));
      }
    }
    return new Verdict(
        document.id(), earlier.getLast().version(), document.version(), changes, failures);
  }

  private Verdict.Judged judged(String contract, Policy.Breach breach) {
    Optional<Waivers.Waiver> waiver = waivers.of(contract, breach.change());
    if (waiver.isEmpty()) {
      return new Verdict.Judged(breach.against(), breach.change(), Verdict.State.BREACH, "");
    }
    return waiver.get().isExpired(today)
        ? new Verdict.Judged(
            breach.against(),
            breach.change(),
            Verdict.State.BREACH,
            "its waiver ended on " + waiver.get().until())
        : new Verdict.Judged(
            breach.against(),
            breach.change(),
            Verdict.State.WAIVED,
            "until %s: %s".formatted(waiver.get().until(), waiver.get().reason()));
  }
}
