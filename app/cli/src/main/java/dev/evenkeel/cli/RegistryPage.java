package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A list of the registry, as far as it was read: page after page, and no further than is asked.
///
/// @param name what the answer calls it: `models`
record RegistryPage(String name, List<JsonNode> items, boolean hasMore) {
  private static final int PAGE = 100;

  RegistryPage {
    items = List.copyOf(items);
  }

  static RegistryPage read(RunningServer running, String address, String name, int limit) {
    if (limit < 1) {
      throw new Problem(
              Problem.Kind.INPUT, "nothing is asked for", "--limit", "a number from 1", "")
          .asException();
    }
    List<JsonNode> items = new ArrayList<>();
    String next = "?limit=" + Math.min(PAGE, limit);
    int before;
    do {
      before = items.size();
      JsonNode page = running.get(address + next);
      page.path(name).forEach(items::add);
      next = page.path("next").asString("");
      // An empty page that promises more would promise it for ever.
    } while (!next.isEmpty() && items.size() > before && items.size() < limit);
    boolean hasMore = !next.isEmpty() || items.size() > limit;
    return new RegistryPage(name, items.subList(0, Math.min(limit, items.size())), hasMore);
  }

  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(name, items);
    if (hasMore) {
      json.put("more", true);
    }
    return Json.text(json);
  }
}
