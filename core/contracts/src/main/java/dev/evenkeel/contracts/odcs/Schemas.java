package dev.evenkeel.contracts.odcs;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The standard's own JSON schemas (Bitol, Apache-2.0), by the version that a document names.
final class Schemas {
  private static final Map<String, String> FILES =
      Map.of(
          "v3.0.0", "3.0.2",
          "v3.0.1", "3.0.2",
          "v3.0.2", "3.0.2",
          "v3.1.0", "3.1.0",
          "v3.2.0", "3.2.0");
  private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

  private Schemas() {}

  /// The schema of a version of the standard; empty when we do not read it.
  static Optional<Schema> of(String apiVersion) {
    return Optional.ofNullable(FILES.get(apiVersion))
        .map(file -> COMPILED.computeIfAbsent(file, Schemas::compile));
  }

  private static Schema compile(String version) {
    String name = "/odcs/odcs-%s.schema.json".formatted(version);
    try (InputStream text = Schemas.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IllegalStateException("Cannot check contracts: %s is missing".formatted(name));
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09).getSchema(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
