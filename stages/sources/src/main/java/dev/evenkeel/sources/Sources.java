package dev.evenkeel.sources;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;

/// All kinds of places that are there.
public final class Sources {
  private final Map<String, SourceKind> kinds = new HashMap<>();

  /// Finds them.
  public Sources() {
    this(ServiceLoader.load(SourceKind.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  Sources(List<SourceKind> all) {
    for (SourceKind kind : all) {
      for (String scheme : kind.schemes()) {
        SourceKind other = kinds.putIfAbsent(scheme, kind);
        if (other != null) {
          throw Problem.of(
                  Problem.Kind.CONFIGURATION,
                  "two components want addresses of `%s:`: %s and %s"
                      .formatted(scheme, other.getClass().getName(), kind.getClass().getName()),
                  "remove one of them")
              .asException();
        }
      }
    }
  }

  /// Copies the rows of a place into files.
  public Fetched fetch(SourceRequest request, Surroundings surroundings) {
    int colon = request.address().indexOf(':');
    String scheme = request.address().substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
    SourceKind kind = kinds.get(scheme);
    if (kind == null) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no address of a source".formatted(Names.abbreviate(request.address())),
              "",
              "one that begins with " + String.join(", ", new TreeSet<>(kinds.keySet())),
              "")
          .asException();
    }
    return kind.fetch(request, surroundings);
  }
}
