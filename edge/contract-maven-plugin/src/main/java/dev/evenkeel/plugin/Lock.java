package dev.evenkeel.plugin;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.contracts.odcs.Document;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// `contracts.lock`: what each version of a contract said when it was locked.
///
/// @param digests by contract and version
record Lock(SortedMap<Key, String> digests) {
  /// @param id of a contract
  record Key(String id, String version) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byId = id.compareTo(other.id);
      return byId == 0 ? version.compareTo(other.version) : byId;
    }

    @Override
    public String toString() {
      return id + "@" + version;
    }

    static Key of(Document document) {
      return new Key(document.id(), document.version());
    }
  }

  static Lock none() {
    return new Lock(new TreeMap<>());
  }

  static Lock read(String text, String where) {
    YamlMap root = Yaml.parseMap(text, where);
    root.versionOne();
    SortedMap<Key, String> digests = new TreeMap<>();
    for (YamlMap each : root.maps("contracts")) {
      String digest = each.text("digest");
      if (!Digests.isDigest(digest)) {
        throw each.placeOf("digest")
            .problem("it is no digest", "sha256: and 64 hexadecimal digits")
            .asException();
      }
      digests.put(new Key(each.text("id"), each.text("contractVersion")), digest);
      each.done();
    }
    root.done();
    return new Lock(digests);
  }

  /// One line for each version, so that two branches that add some merge.
  String text() {
    StringBuilder text =
        new StringBuilder(
            "# Written by contract-maven-plugin's goal lock.\nversion: 1\ncontracts:\n");
    if (digests.isEmpty()) {
      return text.toString().replace("contracts:\n", "contracts: []\n");
    }
    for (Map.Entry<Key, String> each : digests.entrySet()) {
      text.append(
          "  - {id: %s, contractVersion: %s, digest: %s}\n"
              .formatted(
                  Json.text(each.getKey().id()),
                  Json.text(each.getKey().version()),
                  Json.text(each.getValue())));
    }
    return text.toString();
  }

  /// What is locked of this version and is not what it says now.
  Optional<String> broken(Document document) {
    String locked = digests.get(Key.of(document));
    return locked == null || locked.equals(document.digest())
        ? Optional.empty()
        : Optional.of(
            "%s is locked and says something else now; give it a new version"
                .formatted(Key.of(document)));
  }

  /// With the versions that are worked on.
  Lock with(Collection<Document> documents) {
    SortedMap<Key, String> all = new TreeMap<>(digests);
    documents.forEach(document -> all.put(Key.of(document), document.digest()));
    return new Lock(all);
  }
}
