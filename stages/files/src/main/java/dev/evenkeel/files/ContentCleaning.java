package dev.evenkeel.files;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.Cleaning.Item;
import dev.evenkeel.data.CleaningProgress;
import dev.evenkeel.data.NamedContents;
import dev.evenkeel.store.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Frees contents that no version of their dataset names: they wait for the grace period, then
/// their rows go, then the blobs in which nothing lies any more. A blob of which little is left is
/// packed anew.
///
/// Whoever asks for a content takes it out of the waiting ones. On one server a version is also
/// looked through once more while no cleaning runs; several servers rely on the wait alone, so
/// there it is never short.
final class ContentCleaning implements NamedContents {
  private static final int PAGE = 5_000;
  private static final int BLOBS_AT_ONCE = 500;

  /// From a look at its contents, a version is staged within seconds.
  private static final Duration WAIT_OF_SEVERAL = Duration.ofHours(1);

  private final Database database;
  private final Contents contents;
  private final ContentRows rows;
  private final BlobRows blobRows;
  private final OwnBlobs blobs;
  private final Clock clock;
  private final AtomicLong gone = new AtomicLong();
  private Consumer<Step> afterStep = _ -> {};

  ContentCleaning(
      Database database,
      Contents contents,
      ContentRows rows,
      BlobRows blobRows,
      OwnBlobs blobs,
      Clock clock) {
    this.database = database;
    this.contents = contents;
    this.rows = rows;
    this.blobRows = blobRows;
    this.blobs = blobs;
    this.clock = clock;
  }

  /// Where a crash can cut a cleaning; a test cuts there.
  enum Step {
    DOOMED,
    DROPPED,
    DECIDED,
    DELETED,
    PACKED,
    MOVED
  }

  /// For tests: what to do after each step.
  void afterEachStep(Consumer<Step> action) {
    afterStep = action;
  }

  long gone() {
    return gone.get();
  }

  @Override
  public boolean isAny(String dataset) {
    // Those of other datasets may have left blobs that are due.
    return rows.isAny(dataset) || !blobRows.due(clock.now(), "", 1).isEmpty();
  }

  /// Contents of one kind, counted.
  private static final class Count {
    private long contents;
    private long bytes;

    void add(Location location) {
      contents++;
      bytes += location.size();
    }

    List<Item> items(String kind) {
      return contents == 0
          ? List.of()
          : List.of(
              new Item(kind, "%,d contents".formatted(contents), "no version names them", bytes));
    }
  }

  @Override
  public List<Item> plan(String dataset, Named named, Duration grace) {
    Count waiting = new Count();
    Count going = new Count();
    Instant now = clock.now();
    unnamed(
        dataset,
        named,
        kept -> {
          boolean isDue = kept.due().filter(due -> !due.isAfter(now)).isPresent();
          if (isDue) {
            going.add(kept.location());
          } else {
            waiting.add(kept.location());
          }
        });
    List<Item> items = new ArrayList<>(waiting.items("waiting"));
    items.addAll(going.items("contents"));
    return items;
  }

  private void unnamed(String dataset, Named named, Consumer<ContentRows.Kept> each) {
    pages(
        dataset,
        page -> {
          Set<String> needed = named.between(page.getFirst().digest(), page.getLast().digest());
          page.stream().filter(kept -> !needed.contains(kept.digest())).forEach(each);
        });
  }

  private void pages(String dataset, Consumer<List<ContentRows.Kept>> each) {
    String after = "";
    while (true) {
      List<ContentRows.Kept> page = rows.page(dataset, after, PAGE);
      if (page.isEmpty()) {
        return;
      }
      each.accept(page);
      after = page.getLast().digest();
    }
  }

  @Override
  public List<Item> clean(String dataset, Named named, Duration grace, CleaningProgress progress) {
    Count waiting = new Count();
    Count went = new Count();
    Instant now = clock.now();
    Instant due = now.plus(atLeast(grace));
    pages(dataset, page -> clean(dataset, page, named, now, due, waiting, went, progress));
    List<Item> items = new ArrayList<>(waiting.items("waiting"));
    items.addAll(went.items("contents"));
    items.addAll(cleanBlobs(now, atLeast(grace)));
    return items;
  }

  private Duration atLeast(Duration grace) {
    boolean isShort = grace.compareTo(WAIT_OF_SEVERAL) < 0;
    return isShort && !database.isSqlite() ? WAIT_OF_SEVERAL : grace;
  }

  private void clean(
      String dataset,
      List<ContentRows.Kept> page,
      Named named,
      Instant now,
      Instant due,
      Count waiting,
      Count went,
      CleaningProgress progress) {
    Set<String> needed = named.between(page.getFirst().digest(), page.getLast().digest());
    List<String> again = new ArrayList<>();
    List<String> doomed = new ArrayList<>();
    List<Location> going = new ArrayList<>();
    for (ContentRows.Kept kept : page) {
      boolean waits = kept.due().isPresent();
      if (needed.contains(kept.digest())) {
        if (waits) {
          again.add(kept.digest());
        }
        continue;
      }
      if (!waits) {
        doomed.add(kept.digest());
      }
      if (!kept.due().orElse(due).isAfter(now)) {
        going.add(kept.location());
        went.add(kept.location());
      } else {
        waiting.add(kept.location());
      }
    }
    rows.keep(dataset, again);
    rows.doom(dataset, doomed, due);
    afterStep.accept(Step.DOOMED);
    if (!going.isEmpty()) {
      gone.incrementAndGet();
      rows.drop(dataset, going, now);
      afterStep.accept(Step.DROPPED);
      progress.at("contents", went.contents, went.contents, went.bytes);
    }
  }

  /// All blobs that are due, whichever dataset had their contents.
  private List<Item> cleanBlobs(Instant now, Duration grace) {
    List<Item> items = new ArrayList<>();
    String after = "";
    while (true) {
      List<BlobRows.Due> page = blobRows.due(now, after, BLOBS_AT_ONCE);
      if (page.isEmpty()) {
        return items;
      }
      for (BlobRows.Due due : page) {
        blobRows.decide(due, now).ifPresent(fate -> follow(due, fate, now.plus(grace), items));
      }
      after = page.getLast().blob();
    }
  }

  private void follow(BlobRows.Due due, BlobRows.Fate fate, Instant later, List<Item> items) {
    afterStep.accept(Step.DECIDED);
    switch (fate) {
      case GOES -> {
        blobs.delete(due.blob());
        afterStep.accept(Step.DELETED);
        blobRows.forget(due.blob());
        items.add(new Item("blob", due.blob(), "no content lies in it", due.size()));
      }
      case REPACKED -> repack(due.blob(), later);
      case STAYS -> {}
    }
  }

  /// Only packs have less than all of their contents left, so what is left is small.
  private void repack(String blob, Instant later) {
    Pack pack = new Pack();
    try {
      for (Location location : rows.in(blob)) {
        byte[] content = contents.bytes(location);
        pack.add(location.digest(), content.length, new ByteArrayInputStream(content));
      }
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "blob %s cannot be read".formatted(blob),
              "check the disk, or the connection to the store")
          .asException(e);
    }
    List<Location> moved = pack.locations(blobs.put(pack));
    afterStep.accept(Step.PACKED);
    rows.move(blob, moved, later);
    afterStep.accept(Step.MOVED);
  }
}
