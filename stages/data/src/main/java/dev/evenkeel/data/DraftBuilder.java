package dev.evenkeel.data;

import dev.evenkeel.data.Draft.Added;
import dev.evenkeel.data.Draft.Checked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A draft that differs from its parent in some things; all else is the parent's.
final class DraftBuilder {
  private final DatasetVersion parent;
  private final Operation operation;
  private final Instant at;
  private final String message;
  private String contract;
  private String contractDigest;
  private List<Added> added = List.of();
  private List<StoredFile> removed = List.of();
  private String schemaJson;
  private Draft.Profile profile = Draft.Profile.UNKNOWN;

  DraftBuilder(
      DatasetVersion parent,
      Operation operation,
      Instant at,
      String message,
      String contractDigest,
      String schemaJson) {
    this.parent = parent;
    this.operation = operation;
    this.at = at;
    this.message = message;
    this.contract = parent.contract();
    this.contractDigest = contractDigest;
    this.schemaJson = schemaJson;
  }

  DraftBuilder contract(String idAndVersion, String digest) {
    contract = idAndVersion;
    contractDigest = digest;
    return this;
  }

  DraftBuilder files(List<Added> come, List<StoredFile> go) {
    added = come;
    removed = go;
    return this;
  }

  DraftBuilder schema(String json) {
    schemaJson = json;
    return this;
  }

  DraftBuilder profile(Draft.Profile statistics) {
    profile = statistics;
    return this;
  }

  Draft build() {
    return new Draft(
        parent.dataset(),
        operation,
        Optional.of(parent.number()),
        at,
        message,
        contract,
        contractDigest,
        "",
        Origin.UNKNOWN,
        Optional.empty(),
        added,
        removed,
        schemaJson,
        Checked.NOTHING,
        profile);
  }
}
