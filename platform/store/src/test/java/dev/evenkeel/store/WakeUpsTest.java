package dev.evenkeel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WakeUpsTest {
  private static final long SOON_SECONDS = 20;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private void hears() throws InterruptedException {
    assertThat(heard.poll(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo("woken");
  }

  @Test
  void wakesTheOtherNodeWhenTheTransactionCommitsAndNotBefore() throws InterruptedException {
    String url = TestDatabases.postgresUrl();
    try (Database here = Database.open(url, "postgres", "");
        Database there = Database.open(url, "postgres", "");
        WakeUps _ = WakeUps.listening(there, "work", () -> heard.add("woken"))) {
      // Once when it begins to listen: there may be work already.
      hears();

      here.write(sql -> {
        WakeUps.send(here, "work");
        WakeUps.send(here, "work");
        assertThat(heard).isEmpty();
        return true;
      });

      hears();
      assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void listensAgainAfterItsConnectionBroke() throws InterruptedException {
    try (Database database = TestDatabases.postgres();
        WakeUps _ = WakeUps.listening(database, "work", () -> heard.add("woken"))) {
      hears();

      database.write(sql ->
          sql.execute(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
              where query = 'listen work' and pid <> pg_backend_pid()
              """));

      hears();
      WakeUps.send(database, "work");
      hears();
    }
  }
}
