package dev.evenkeel.registry.projects;

import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Which models whoever acts on the thread sees, for serving, which asks at every request: whoever
/// sees all costs nothing, all others a look into memory.
///
/// A model that was deleted may come again in another project, also by another node, so what is
/// remembered counts for as long as changed roles take to be seen.
public final class SeenModels {
  private static final long REMEMBERED_NANOS = 3_000_000_000L;
  private static final int MODELS_MAX = 10_000;

  private final Database database;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(String project, long sinceNanos) {}

  public SeenModels(Database database) {
    this.database = database;
  }

  /// Whether they may read it; not if there is no such model.
  public boolean sees(String model) {
    Principal who = Acting.now().who();
    return who.mayEverywhere(Role.VIEWER)
        || project(model).filter(project -> who.may(Role.VIEWER, project)).isPresent();
  }

  /// Demands a role in the model's project.
  ///
  /// @param unknown what is told when there is no such model, or they do not see it
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN` when they see it and have not
  ///   the role
  public void demand(String model, Role role, Supplier<RuntimeException> unknown) {
    database.read(sql -> {
      ProjectScope.demandModel(sql, model, role, unknown);
      return model;
    });
  }

  private Optional<String> project(String model) {
    long now = System.nanoTime();
    Known remembered = known.get(model);
    if (remembered != null && now - remembered.sinceNanos < REMEMBERED_NANOS) {
      return Optional.of(remembered.project);
    }
    Optional<String> read = database.read(sql -> ProjectScope.projectOfModel(sql, model));
    if (known.size() >= MODELS_MAX) {
      known.clear();
    }
    // What does not exist is not remembered: names of clients' making would fill the memory.
    read.ifPresentOrElse(
        project -> known.put(model, new Known(project, now)), () -> known.remove(model));
    return read;
  }
}
