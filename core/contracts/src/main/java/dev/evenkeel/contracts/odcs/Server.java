package dev.evenkeel.contracts.odcs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place where the data is.
///
/// What else a kind of server has is among the unknown keys.
///
/// @param server its name
/// @param port a number, or a text such as `${DB_PORT}`
/// @param unknown keys that the standard does not have, as they are written
public record Server(
    String id,
    String server,
    String type,
    String description,
    String environment,
    String location,
    String path,
    String format,
    String endpointUrl,
    String delimiter,
    String encoding,
    String host,
    Optional<Object> port,
    String database,
    @JsonProperty("schema") String schemaName,
    String catalog,
    String catalogUrl,
    String namespace,
    String warehouse,
    List<Role> roles,
    List<CustomProperty> customProperties,
    @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {
  public Server {
    id = Objects.requireNonNullElse(id, "");
    server = Objects.requireNonNullElse(server, "");
    type = Objects.requireNonNullElse(type, "");
    description = Objects.requireNonNullElse(description, "");
    environment = Objects.requireNonNullElse(environment, "");
    location = Objects.requireNonNullElse(location, "");
    path = Objects.requireNonNullElse(path, "");
    format = Objects.requireNonNullElse(format, "");
    endpointUrl = Objects.requireNonNullElse(endpointUrl, "");
    delimiter = Objects.requireNonNullElse(delimiter, "");
    encoding = Objects.requireNonNullElse(encoding, "");
    host = Objects.requireNonNullElse(host, "");
    port = port == null ? Optional.empty() : port;
    database = Objects.requireNonNullElse(database, "");
    schemaName = Objects.requireNonNullElse(schemaName, "");
    catalog = Objects.requireNonNullElse(catalog, "");
    catalogUrl = Objects.requireNonNullElse(catalogUrl, "");
    namespace = Objects.requireNonNullElse(namespace, "");
    warehouse = Objects.requireNonNullElse(warehouse, "");
    roles = roles == null ? List.of() : List.copyOf(roles);
    customProperties = customProperties == null ? List.of() : List.copyOf(customProperties);
    unknown = Trees.map(unknown);
  }
}
