package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import java.util.concurrent.CountDownLatch;

/// Keeps the prediction log from committing, as a busy database does, until it is closed.
final class HeldWrites implements AutoCloseable {
  private final CountDownLatch release = new CountDownLatch(1);
  private final Thread holder;

  HeldWrites(Database database) {
    CountDownLatch held = new CountDownLatch(1);
    holder =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                database.write(sql -> {
                  if (!database.isSqlite()) {
                    sql.execute("lock table serving_prediction in exclusive mode");
                  }
                  held.countDown();
                  return await(release);
                }));
    await(held);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    release.countDown();
    try {
      holder.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
