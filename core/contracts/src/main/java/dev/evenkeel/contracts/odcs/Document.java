package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.evenkeel.base.Digests;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A data contract as it is written: ODCS 3.0 to 3.2, every group of it.
///
/// @param apiVersion of the standard: `v3.2.0`
/// @param id of the contract
/// @param version of the contract itself, semantic
/// @param context 3.2: a text, or instructions, verified statements and constraints; data, never
///   instructions to a model
/// @param unknown keys that the standard does not have, as they are written
public record Document(
    String apiVersion,
    String kind,
    String id,
    String version,
    String name,
    String tenant,
    String status,
    String domain,
    String dataProduct,
    List<String> tags,
    Optional<Description> description,
    Optional<Object> context,
    List<SchemaObject> schema,
    List<Server> servers,
    Optional<Team> team,
    List<Role> roles,
    List<SupportItem> support,
    Optional<Price> price,
    List<SlaProperty> slaProperties,
    String slaDefaultElement,
    List<CustomProperty> customProperties,
    List<AuthoritativeDefinition> authoritativeDefinitions,
    String contractCreatedTs,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Document {
    apiVersion = Objects.requireNonNullElse(apiVersion, "");
    kind = Objects.requireNonNullElse(kind, "");
    id = Objects.requireNonNullElse(id, "");
    version = Objects.requireNonNullElse(version, "");
    name = Objects.requireNonNullElse(name, "");
    tenant = Objects.requireNonNullElse(tenant, "");
    status = Objects.requireNonNullElse(status, "");
    domain = Objects.requireNonNullElse(domain, "");
    dataProduct = Objects.requireNonNullElse(dataProduct, "");
    tags = tags == null ? List.of() : List.copyOf(tags);
    description = description == null ? Optional.empty() : description;
    context = context == null ? Optional.empty() : context;
    schema = schema == null ? List.of() : List.copyOf(schema);
    servers = servers == null ? List.of() : List.copyOf(servers);
    team = team == null ? Optional.empty() : team;
    roles = roles == null ? List.of() : List.copyOf(roles);
    support = support == null ? List.of() : List.copyOf(support);
    price = price == null ? Optional.empty() : price;
    slaProperties = slaProperties == null ? List.of() : List.copyOf(slaProperties);
    slaDefaultElement = Objects.requireNonNullElse(slaDefaultElement, "");
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    authoritativeDefinitions =
        authoritativeDefinitions == null ? List.of() : List.copyOf(authoritativeDefinitions);
    contractCreatedTs = Objects.requireNonNullElse(contractCreatedTs, "");
    unknown = Trees.map(unknown);
  }

  /// One of its objects by its name.
  public Optional<SchemaObject> object(String named) {
    return schema.stream().filter(object -> object.name().equals(named)).findFirst();
  }

  /// SHA-256 of its content, by which it is told from others: how its file is laid out does not
  /// matter.
  public String digest() {
    return Digests.of(DocumentWriter.write(this));
  }

  /// As people write it: `sales@1.0.0`.
  @Override
  public String toString() {
    return id + "@" + version;
  }
}
