package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where to ask.
///
/// @param scope `interactive`, `announcements`, `issues` or `notifications`
/// @param unknown keys that the standard does not have, as they are written
public record SupportItem(
    String id,
    String channel,
    String url,
    String description,
    String tool,
    String scope,
    String invitationUrl,
    List<CustomProperty> customProperties,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public SupportItem {
    id = Objects.requireNonNullElse(id, "");
    channel = Objects.requireNonNullElse(channel, "");
    url = Objects.requireNonNullElse(url, "");
    description = Objects.requireNonNullElse(description, "");
    tool = Objects.requireNonNullElse(tool, "");
    scope = Objects.requireNonNullElse(scope, "");
    invitationUrl = Objects.requireNonNullElse(invitationUrl, "");
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    unknown = Trees.map(unknown);
  }
}
