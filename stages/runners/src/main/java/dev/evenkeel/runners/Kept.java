package dev.evenkeel.runners;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.runners.keeper.Claim;
import dev.evenkeel.runners.keeper.End;
import dev.evenkeel.runners.keeper.Keeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What the disk knows of an attempt under one epoch, so that a server that starts anew knows it,
/// too.
///
/// @param folder of the attempt's epoch
record Kept(AttemptFolder folder, Handle handle) {
  private static final String ORDER = "order.json";
  private static final String REFUSAL = "refusal.json";

  /// What must be known after the end.
  ///
  /// @param nonce names the one keeper that may start it
  /// @param program for messages
  record Order(
      String nonce, String program, List<ExpectedOutput> outputs, StepLimits limits, String mark) {}

  /// Why it never started.
  private record Refusal(Progress.Cause cause, Problem problem, int exit) {}

  boolean exists() {
    return Files.exists(folder.keeper().resolve(ORDER));
  }

  Order order() throws IOException {
    return Json.read(Files.readString(folder.keeper().resolve(ORDER)), Order.class);
  }

  void order(Order order) throws IOException {
    whole(ORDER, Json.write(order));
  }

  void refuse(Progress.Cause cause, Problem problem) throws IOException {
    refuse(cause, problem, -1);
  }

  void refuse(Progress.Cause cause, Problem problem, int exit) throws IOException {
    whole(REFUSAL, Json.write(new Refusal(cause, problem, exit)));
  }

  Optional<Progress.Failed> refusal() throws IOException {
    Path file = folder.keeper().resolve(REFUSAL);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Refusal refusal = Json.read(Files.readString(file), Refusal.class);
    return Optional.of(new Progress.Failed(refusal.cause(), refusal.problem(), refusal.exit()));
  }

  void whole(String name, byte[] bytes) throws IOException {
    Path aside = folder.keeper().resolve("." + UUID.randomUUID());
    Files.write(aside, bytes);
    Files.move(aside, folder.keeper().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Beside the epoch's folder, so that it stays when that is made anew.
  Path claimFile(Order order) {
    return folder.path().resolveSibling("claim-%d-%s".formatted(handle.epoch(), order.nonce()));
  }

  Optional<Claim> claim() throws IOException {
    return Claim.read(claimFile(order()));
  }

  Optional<End> end() throws IOException {
    return End.read(folder.keeper());
  }

  Path stopFile() {
    return folder.keeper().resolve(Keeper.STOP);
  }

  void askToStop(long graceMillis) throws IOException {
    whole(
        Keeper.STOP, String.valueOf(graceMillis).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
