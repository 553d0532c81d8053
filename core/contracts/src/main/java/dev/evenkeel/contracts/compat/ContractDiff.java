package dev.evenkeel.contracts.compat;

import dev.evenkeel.contracts.odcs.Document;
import java.util.List;

/// What is different between two versions of a contract.
///
/// @param from `id@version`
/// @param to `id@version`
public record ContractDiff(String from, String to, List<Change> changes) {
  public ContractDiff {
    changes = List.copyOf(changes);
  }

  /// How much the version of a contract must rise (https://semver.org).
  public enum Bump {
    /// Nothing changed.
    NONE,
    /// Words only.
    PATCH,
    /// More than before, and nothing breaks.
    MINOR,
    /// Something breaks.
    MAJOR
  }

  /// Compares two documents. Objects and properties are the same when they have the same id, or the
  /// same name, or a physical name that did not change.
  public static ContractDiff between(Document before, Document after) {
    Changes changes = new Changes();
    new ObjectDiff(changes).compare(before.schema(), after.schema());
    new SlaDiff(changes).compare(before.slaProperties(), after.slaProperties());
    if (!about(before).equals(about(after))) {
      changes.words("", "document-changed", "descriptions, people, servers or other words changed");
    }
    return new ContractDiff(before.toString(), after.toString(), changes.all());
  }

  /// What neither data nor code is held to.
  private static List<Object> about(Document document) {
    return List.of(
        document.name(),
        document.status(),
        document.domain(),
        document.tenant(),
        document.tags(),
        document.description(),
        document.servers(),
        document.team(),
        document.roles(),
        document.support(),
        document.price(),
        document.customProperties(),
        document.authoritativeDefinitions());
  }

  /// Whether something breaks for somebody.
  public boolean isBreaking() {
    return changes.stream().anyMatch(Change::isBreaking);
  }

  /// What the version must rise by.
  public Bump bump() {
    if (isBreaking()) {
      return Bump.MAJOR;
    }
    if (changes.isEmpty()) {
      return Bump.NONE;
    }
    return changes.stream().allMatch(Changes::isWords) ? Bump.PATCH : Bump.MINOR;
  }

  /// Whether the version rose enough; versions that are not semantic are left to people.
  public boolean isBumped() {
    int[] old = parts(from);
    int[] now = parts(to);
    if (old.length == 0 || now.length == 0) {
      return true;
    }
    return switch (bump()) {
      case NONE -> true;
      case PATCH -> compare(now, old, 3) > 0;
      case MINOR -> compare(now, old, 2) > 0;
      case MAJOR -> old[0] == 0 ? compare(now, old, 2) > 0 : compare(now, old, 1) > 0;
    };
  }

  private static int compare(int[] left, int[] right, int count) {
    for (int index = 0; index < count; index++) {
      if (left[index] != right[index]) {
        return Integer.compare(left[index], right[index]);
      }
    }
    return 0;
  }

  private static int[] parts(String reference) {
    String version = reference.substring(reference.lastIndexOf('@') + 1).replaceFirst("^v", "");
    String core = version.replaceFirst("[-+].*", "");
    if (!core.matches("\\d{1,9}(\\.\\d{1,9}){1,2}")) {
      return new int[0];
    }
    String[] texts = (core + ".0").split("\\.", -1);
    return new int[] {
      Integer.parseInt(texts[0]), Integer.parseInt(texts[1]), Integer.parseInt(texts[2])
    };
  }
}
