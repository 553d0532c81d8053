package dev.evenkeel.registry;

import java.util.Map;

/// A name for versions, with what people wrote of it.
///
/// @param description in plain words; may be empty
/// @param userName who made it; empty where nobody signed in
/// @param createdMillis since 1970; 0 for one from before this was kept
/// @param updatedMillis since 1970; 0 for one from before this was kept
public record RegisteredModel(
    String name,
    String description,
    String userName,
    long createdMillis,
    long updatedMillis,
    Map<String, String> tags) {
  public RegisteredModel {
    tags = Map.copyOf(tags);
  }
}
