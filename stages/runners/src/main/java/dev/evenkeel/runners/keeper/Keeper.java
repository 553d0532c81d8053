package dev.evenkeel.runners.keeper;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Stands over the program of one attempt: starts it, keeps what it prints, holds its limits, ends
/// it with all that it started, and writes how it ended. It needs no server while it does so.
public final class Keeper {
  /// The file by which it is asked to stop the program; it holds the grace in milliseconds.
  public static final String STOP = "stop";

  /// The folder of its files within the attempt's.
  public static final String FOLDER = "keeper";

  private static final long LOOK_MILLIS = 100;
  private static final int SPACE_EVERY = 10;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final Job job;
  private final Path folder;
  private final long begun = System.nanoTime();
  private long memoryMost;

  private Keeper(Job job) {
    this.job = job;
    this.folder = Path.of(job.folder(), FOLDER);
  }

  /// Hears its job on standard input.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Job job = Job.read(System.in);
    if (!Claim.mine().take(Path.of(job.claim()))) {
      return;
    }
    new Keeper(job).keep();
  }

  private void keep() throws IOException, InterruptedException {
    Native.adoptOrphans();
    End end;
    try (BoundedLog log = new BoundedLog(folder, job.logBytes())) {
      end = run(log);
    } catch (IOException e) {
      end = end(End.Cause.NEVER, -1, String.valueOf(e.getMessage()));
    }
    end.write(folder);
  }

  private End run(BoundedLog log) throws IOException, InterruptedException {
    Process program = start();
    Family family = new Family(program);
    Thread pump =
        Thread.ofPlatform()
            .daemon()
            .name("output")
            .start(() -> pump(program.getInputStream(), log));
    End.Cause cause = End.Cause.EXIT;
    try {
      cause = watch(program, family);
    } finally {
      family.end();
    }
    program.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    pump.join(LAST_WORDS);
    return end(cause, program.isAlive() ? -1 : program.exitValue(), "");
  }

  private End end(End.Cause cause, int exit, String message) {
    return new End(cause, exit, memoryMost, (System.nanoTime() - begun) / 1_000_000, message);
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(job.command());
    builder.environment().clear();
    builder.environment().putAll(job.environment());
    builder.directory(new File(job.folder(), "work"));
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    return builder.start();
  }

  private void pump(InputStream output, BoundedLog log) {
    Mask mask = new Mask(job.secrets(), log::write);
    byte[] chunk = new byte[CHUNK_BYTES];
    boolean full = false;
    try (output) {
      for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
        try {
          if (!full) {
            mask.write(chunk, read);
          }
        } catch (IOException e) {
          // A full disk must not stop the program by a pipe that nobody empties.
          full = true;
        }
      }
      if (!full) {
        mask.end();
      }
    } catch (IOException e) {
      // It was ended while it printed; what came before is kept.
    }
  }

  /// Until the program has ended, or must.
  private End.Cause watch(Process program, Family family) throws IOException, InterruptedException {
    long deadline = begun + job.timeMillis() * 1_000_000;
    for (int look = 1; !program.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
      if (Files.exists(folder.resolve(STOP))) {
        askToEnd(program, family, stopGrace());
        return End.Cause.STOPPED;
      }
      if (System.nanoTime() - deadline > 0) {
        askToEnd(program, family, job.graceMillis());
        return End.Cause.TIME;
      }
      List<Long> members = family.glance();
      if (members.size() > job.processes()) {
        return End.Cause.PROCESSES;
      }
      memoryMost = Math.max(memoryMost, Family.residentBytes(members));
      if (memoryMost > job.memoryBytes()) {
        return End.Cause.MEMORY;
      }
      if (look % SPACE_EVERY == 0 && Space.used(Path.of(job.folder())) > job.outputBytes()) {
        return End.Cause.SPACE;
      }
    }
    return End.Cause.EXIT;
  }

  private void askToEnd(Process program, Family family, long graceMillis)
      throws InterruptedException {
    family.ask();
    long until = System.nanoTime() + graceMillis * 1_000_000;
    // Children that outlive the program have the same grace.
    while (System.nanoTime() < until && (program.isAlive() || !family.members().isEmpty())) {
      Thread.sleep(Math.min(LOOK_MILLIS, Math.max(1, graceMillis)));
    }
  }

  private long stopGrace() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve(STOP)).strip());
    } catch (NumberFormatException e) {
      return job.graceMillis();
    }
  }
}
