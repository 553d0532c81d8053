package dev.evenkeel.runners;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runners.Progress.Cause;
import dev.evenkeel.runners.keeper.End;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Inputs for attempts that run on other machines, and what they send back: both as one tar, by
/// HTTP, with a token that opens nothing else. [ExchangeRoutes] are its addresses.
public final class Exchange {
  /// Where a program on another machine finds its folder.
  public static final String FOLDER = "/evenkeel";

  private static final AttemptFolder SEEN = new AttemptFolder(Path.of(FOLDER));
  private static final String TOKEN = "token";
  private static final String RECEIVED = "received";
  private static final int TOKEN_BYTES = 32;

  private final AttemptFolders folders;
  private final InputContents contents;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock receiving = new ReentrantLock();

  /// Keeps attempts in a folder of its own; several servers share one.
  public Exchange(Path root, InputContents contents) {
    this.contents = contents;
    try {
      this.folders = new AttemptFolders(root, false);
    } catch (IOException e) {
      throw AttemptFolders.unusable(e);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T run(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw AttemptFolders.unusable(e);
    }
  }

  /// Lays out what an attempt reads, in the place of what was there under its epoch.
  public Handle prepare(Attempt attempt) {
    return run(() -> {
      Kept kept = folders.fresh(attempt);
      kept.folder().layOut(attempt, contents, SEEN);
      kept.order(
          new Kept.Order(
              "away", shown(attempt.program()), attempt.outputs(), attempt.limits(), "away"));
      return kept.handle();
    });
  }

  private static String shown(Program program) {
    return switch (program) {
      case Program.Exec exec -> exec.command().getFirst();
      case Program.Python python -> python.script();
      case Program.Container container -> container.command().getFirst();
      case Program.Builtin builtin -> builtin.name();
    };
  }

  /// Whether it was prepared and not forgotten.
  public boolean knows(Handle handle) {
    return folders.kept(handle).exists();
  }

  /// The newest epoch of an attempt of which it is known how it ended.
  public Optional<Handle> ended(String attempt) {
    return run(() -> {
      for (Kept kept : folders.of(attempt)) {
        if (kept.exists() && (kept.end().isPresent() || kept.refusal().isPresent())) {
          return Optional.of(kept.handle());
        }
      }
      return Optional.empty();
    });
  }

  /// A new token for an attempt; the one before opens nothing any more.
  public String token(Handle handle) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    run(() -> {
      folders.kept(handle).whole(TOKEN, Digests.of(token).getBytes(StandardCharsets.US_ASCII));
      return token;
    });
    return token;
  }

  /// Whether a token opens an attempt.
  boolean admits(Handle handle, String token) {
    return run(() -> {
      Path file = folders.kept(handle).folder().keeper().resolve(TOKEN);
      return Files.exists(file)
          && MessageDigest.isEqual(
              Files.readAllBytes(file), Digests.of(token).getBytes(StandardCharsets.US_ASCII));
    });
  }

  /// The variables of an attempt's program, as it finds its folder on another machine.
  public Map<String, String> variables(Attempt attempt) {
    return SEEN.variables(attempt);
  }

  /// What it may take.
  public StepLimits limits(Handle handle) {
    return run(() -> folders.kept(handle).order().limits());
  }

  /// Whether its outputs have come.
  public boolean hasReceived(Handle handle) {
    return Files.exists(folders.kept(handle).folder().keeper().resolve(RECEIVED));
  }

  /// Notes that a program ended by itself, and judges what it sent.
  public Progress ended(Handle handle, int exit) {
    return end(handle, new End(End.Cause.EXIT, exit, 0, 0, ""));
  }

  /// Notes that somebody else ended a program, and says why.
  public Progress ended(Handle handle, Cause cause) {
    End.Cause ended =
        switch (cause) {
          case TIME -> End.Cause.TIME;
          case MEMORY -> End.Cause.MEMORY;
          case SPACE -> End.Cause.SPACE;
          case STOPPED -> End.Cause.STOPPED;
          case EXIT, PROCESSES, OUTPUTS, ENVIRONMENT ->
              throw new IllegalArgumentException("Cannot end a program from outside: " + cause);
        };
    return end(handle, new End(ended, -1, 0, 0, ""));
  }

  private Progress end(Handle handle, End end) {
    return run(() -> {
      Kept kept = folders.kept(handle);
      end.write(kept.folder().keeper());
      return new Judge(kept.order(), kept.folder()).judge(end);
    });
  }

  /// Notes why it failed, in words that only the caller has.
  public Progress refused(Handle handle, Cause cause, Problem problem, int exit) {
    return run(() -> {
      folders.kept(handle).refuse(cause, problem, exit);
      return new Progress.Failed(cause, problem, exit);
    });
  }

  /// How it ended, once that was noted.
  public Optional<Progress> result(Handle handle) {
    return run(() -> {
      Kept kept = folders.kept(handle);
      if (!kept.exists()) {
        return Optional.empty();
      }
      Optional<Progress.Failed> refusal = kept.refusal();
      if (refusal.isPresent()) {
        return Optional.of(refusal.get());
      }
      Optional<End> end = kept.end();
      return end.isEmpty()
          ? Optional.empty()
          : Optional.of(new Judge(kept.order(), kept.folder()).judge(end.get()));
    });
  }

  /// Notes that it is to stop, so that its end is not taken for a failure.
  public void stopping(Handle handle) {
    run(() -> {
      folders.kept(handle).askToStop(0);
      return handle;
    });
  }

  /// Whether it is to stop.
  public boolean isStopping(Handle handle) {
    return Files.exists(folders.kept(handle).stopFile());
  }

  /// Removes all of an attempt.
  public void forget(Handle handle) {
    run(() -> {
      for (Kept kept : folders.of(handle.attempt())) {
        if (kept.handle().epoch() <= handle.epoch()) {
          folders.remove(kept);
        }
      }
      return handle;
    });
  }

  void sendInputs(Handle handle, OutputStream to) throws IOException {
    Tars.send(folders.kept(handle).folder(), to);
  }

  /// Takes outputs, once; what comes again, as after an answer that was lost, changes nothing.
  void takeOutputs(Handle handle, InputStream from) {
    Kept kept = folders.kept(handle);
    receiving.lock();
    try {
      if (result(handle).isPresent() || isStopping(handle)) {
        throw Problem.of(Problem.Kind.CONFLICT, "the attempt is over", "").asException();
      }
      if (hasReceived(handle)) {
        return;
      }
      long bytesMax = run(() -> kept.order().limits().outputBytes());
      run(() -> {
        Tars.take(kept.folder(), from, bytesMax);
        kept.whole(RECEIVED, new byte[0]);
        return handle;
      });
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.CONFLICT
          && e.problem().kind() != Problem.Kind.ENVIRONMENT) {
        refused(handle, Cause.OUTPUTS, e.problem(), 0);
      }
      throw e;
    } finally {
      receiving.unlock();
    }
  }
}
