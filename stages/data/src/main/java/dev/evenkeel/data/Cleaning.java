package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DOOMED;
import static dev.evenkeel.store.schema.Tables.DATA_FILE;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.store.Acting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jooq.DSLContext;

/// Frees what no version needs, and versions that a rule lets go. What an alias, a tag, a model or
/// a run refers to stays, and so does the newest. Nothing is deleted at once: a file waits for the
/// grace period first.
public final class Cleaning {
  private static final int ITEMS_MAX = 10_000;

  private final Warehouse warehouse;
  private volatile NamedContents contents = NamedContents.NONE;

  Cleaning(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// What versions name that is kept elsewhere, and goes when none names it; nothing, until it is
  /// said.
  public void alsoFrees(NamedContents elsewhere) {
    contents = elsewhere;
  }

  /// What may go.
  ///
  /// @param keepLast so many newest versions stay; empty lets none go by their number
  /// @param youngerThan versions made within it stay; empty lets none go by their age
  /// @param grace how long files wait that nothing needs any more
  public record Policy(OptionalInt keepLast, Optional<Duration> youngerThan, Duration grace) {
    /// Lets no version go.
    public static final Policy FILES_ONLY =
        new Policy(OptionalInt.empty(), Optional.empty(), Duration.ofDays(3));

    boolean letsVersionsGo() {
      return keepLast.isPresent() || youngerThan.isPresent();
    }
  }

  /// One thing that goes, and why.
  ///
  /// @param kind `version`, `quarantine` of one, `waiting` for what will go after the grace period,
  ///   `file`, `contents` of files, `blob` of contents, or `orphan` for a file that nothing ever
  ///   needed
  public record Item(String kind, String name, String why, long bytes) {}

  /// What went, or would go.
  ///
  /// @param more whether a next cleaning finds more
  public record Report(String dataset, List<Item> items, boolean more) {
    public Report {
      items = List.copyOf(items);
    }
  }

  /// Says what would go now.
  public Report plan(String dataset, Policy policy) {
    demandMine(dataset);
    return warehouse.locks().locked(dataset, () -> planned(dataset, policy));
  }

  private Report planned(String dataset, Policy policy) {
    List<Item> items = new ArrayList<>();
    Set<Integer> going = new HashSet<>();
    for (DatasetVersion version : letGo(dataset, policy)) {
      going.add(version.number());
      items.addAll(gone(version, policy));
    }
    for (StoredFile file : FreedFiles.without(warehouse, dataset, going)) {
      items.add(new Item("waiting", file.name(), "no version needs it", file.size()));
    }
    items.addAll(new DoomedFiles(warehouse).due(dataset, Clock.system().now()));
    items.addAll(Orphans.of(warehouse, dataset, policy.grace()).items());
    if (contents.isAny(dataset)) {
      items.addAll(
          NamedDigests.without(
              warehouse, dataset, going, named -> contents.plan(dataset, named, policy.grace())));
    }
    return report(dataset, items);
  }

  private static List<Item> gone(DatasetVersion version, Policy policy) {
    Item itself = new Item("version", version.toString(), why(policy), 0);
    return version.quarantineDigest().isEmpty()
        ? List.of(itself)
        : List.of(itself, new Item("quarantine", version.toString(), why(policy), 0));
  }

  private static Report report(String dataset, List<Item> items) {
    boolean more = items.size() > ITEMS_MAX;
    return new Report(dataset, more ? items.subList(0, ITEMS_MAX) : items, more);
  }

  /// Lets go what the policy says, and frees what nothing needs.
  public Report clean(String dataset, Policy policy) {
    return clean(dataset, policy, CleaningProgress.NONE);
  }

  /// The same, and tells how far it is.
  public Report clean(String dataset, Policy policy, CleaningProgress progress) {
    demandMine(dataset);
    return warehouse
        .locks()
        .locked(dataset, () -> Publisher.onDisk(() -> cleaned(dataset, policy, progress)));
  }

  /// Refuses whoever may not clean it.
  void demandMine(String dataset) {
    warehouse.datasets().demandMine(Names.check("dataset", dataset));
  }

  private Report cleaned(String dataset, Policy policy, CleaningProgress progress) {
    List<Item> items = new ArrayList<>();
    List<DatasetVersion> going = letGo(dataset, policy);
    List<Integer> numbers = going.stream().map(DatasetVersion::number).toList();
    Instant due = Clock.system().now().plus(policy.grace());
    List<StoredFile> freed =
        warehouse
            .database()
            .write(sql -> {
              VersionRows.expire(sql, dataset, numbers, false);
              VersionRows.dropQuarantine(sql, dataset, Set.copyOf(numbers));
              List<StoredFile> unneeded = FreedFiles.of(sql, dataset);
              sql.deleteFrom(DATA_FILE).where(FileRows.unneeded(dataset)).execute();
              doom(
                  sql,
                  dataset,
                  unneeded.stream().map(StoredFile::path).toList(),
                  "no version needs it",
                  due);
              if (!numbers.isEmpty()) {
                warehouse
                    .audit()
                    .append(
                        "dataset.clean",
                        "dataset/" + dataset,
                        Map.of(),
                        Map.of("expired", numbers),
                        why(policy));
              }
              return unneeded;
            });
    warehouse.publisher().step(PublishStep.EXPIRED);
    going.stream()
        .flatMap(version -> version.quarantineDigest().stream())
        .filter(digest -> !warehouse.versions().namesQuarantine(digest))
        .forEach(warehouse.blobs()::delete);
    // Those of versions that expired before, too: a crash may have left them.
    warehouse.tables().release(dataset, expiredTags(dataset));
    if (!going.isEmpty()) {
      progress.at("versions", going.size(), going.size(), 0);
    }
    going.forEach(version -> items.addAll(gone(version, policy)));
    freed.forEach(
        file -> items.add(new Item("waiting", file.name(), "no version needs it", file.size())));
    items.addAll(new DoomedFiles(warehouse).delete(dataset, Clock.system().now(), progress));
    Orphans orphans = Orphans.of(warehouse, dataset, policy.grace());
    orphans.delete(progress);
    items.addAll(orphans.items());
    if (contents.isAny(dataset)) {
      items.addAll(
          NamedDigests.without(
              warehouse,
              dataset,
              Set.of(),
              named -> contents.clean(dataset, named, policy.grace(), progress)));
    }
    return report(dataset, items);
  }

  private List<DatasetVersion> letGo(String dataset, Policy policy) {
    if (!policy.letsVersionsGo()) {
      return List.of();
    }
    Set<Integer> held = Holders.of(warehouse, dataset).keySet();
    Instant young =
        policy.youngerThan().map(age -> Clock.system().now().minus(age)).orElse(Instant.MAX);
    // The newest is never cleaned.
    int last = Math.max(1, policy.keepLast().orElse(0));
    List<DatasetVersion> going = new ArrayList<>();
    List<DatasetVersion> page = warehouse.versions().published(dataset, Integer.MAX_VALUE, 10_000);
    for (int index = last; index < page.size(); index++) {
      DatasetVersion version = page.get(index);
      if (isOlder(version, young) && !held.contains(version.number())) {
        going.add(version);
      }
    }
    // A batch that was rejected goes as a version of its number would.
    int kept = page.size() < last ? 0 : page.get(last - 1).number();
    warehouse.versions().rejected(dataset, kept).stream()
        .filter(version -> isOlder(version, young))
        .forEach(going::add);
    return going;
  }

  private boolean isOlder(DatasetVersion version, Instant young) {
    Instant made = warehouse.versions().row(version).getMade();
    return made == null || made.isBefore(young);
  }

  private static String why(Policy policy) {
    List<String> reasons = new ArrayList<>();
    policy.keepLast().ifPresent(last -> reasons.add("not among the newest " + last));
    policy
        .youngerThan()
        .ifPresent(age -> reasons.add("older than %d days".formatted(age.toDays())));
    return String.join(", ", reasons);
  }

  /// Files that nothing needs any more; joins the thread's transaction. Those that another version
  /// still has are left out.
  static void doom(
      DSLContext sql, String dataset, Collection<String> paths, String reason, Instant due) {
    for (String path : paths) {
      if (!FileRows.isHeld(sql, path)) {
        sql.insertInto(DATA_DOOMED)
            .set(DATA_DOOMED.DATASET, dataset)
            .set(DATA_DOOMED.PATH, path)
            .set(DATA_DOOMED.REASON, reason)
            .set(DATA_DOOMED.DUE, due)
            .onConflict(DATA_DOOMED.PATH)
            .doUpdate()
            .set(DATA_DOOMED.DUE, due)
            .execute();
      }
    }
  }

  /// Deletes what is due.
  List<Item> deleteDoomed(String dataset, Instant now) {
    return new DoomedFiles(warehouse).delete(dataset, now, CleaningProgress.NONE);
  }

  /// What a crash left of deletions that may not wait, and tags of versions that have expired.
  void finish() {
    Acting.asProduct(() -> {
      for (String dataset : new DoomedFiles(warehouse).datasetsDue(Instant.EPOCH)) {
        warehouse
            .locks()
            .locked(
                dataset,
                () -> {
                  warehouse.tables().release(dataset, expiredTags(dataset));
                  return deleteDoomed(dataset, Instant.EPOCH);
                });
      }
      return true;
    });
  }

  private List<String> expiredTags(String dataset) {
    return warehouse.versions().all(dataset, Integer.MAX_VALUE, 10_000).stream()
        .filter(version -> version.state() == DatasetVersion.State.EXPIRED)
        .map(version -> Publisher.tag(version.number()))
        .toList();
  }
}
