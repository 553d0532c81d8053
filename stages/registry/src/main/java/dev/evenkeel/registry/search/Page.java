package dev.evenkeel.registry.search;

import java.util.List;
import java.util.Optional;

/// What a search found, as far as one page goes.
///
/// @param ids of what was found, in the order of the search
/// @param next how to ask for what follows; empty on the last page
public record Page<T>(List<T> ids, Optional<String> next) {
  public Page {
    ids = List.copyOf(ids);
  }
}
