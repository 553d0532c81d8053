package dev.evenkeel.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What clients of the registry know of a version; [ModelVersion] is what serving knows of it.
///
/// @param createdMillis since 1970
/// @param updatedMillis since 1970
/// @param note what people wrote of it; may be empty
/// @param source as its client named it; empty for one that was trained or uploaded here
/// @param storage where clients find its files; empty when they cannot fetch them as files
/// @param runId the run that made it
/// @param runLink where that can be looked at; may be empty
/// @param loggedModelId the logged model that it is made of
/// @param statusMessage why it cannot be served; empty when it can
/// @param aliases that point at it
public record RegisteredVersion(
    String model,
    int number,
    long createdMillis,
    long updatedMillis,
    Stage stage,
    String note,
    String userName,
    String source,
    String storage,
    Optional<String> runId,
    String runLink,
    Optional<String> loggedModelId,
    String statusMessage,
    Map<String, String> tags,
    List<String> aliases) {
  public RegisteredVersion {
    tags = Map.copyOf(tags);
    aliases = List.copyOf(aliases);
  }
}
