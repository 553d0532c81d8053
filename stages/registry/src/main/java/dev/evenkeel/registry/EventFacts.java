package dev.evenkeel.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What events say of models, in one place: their receivers are as foreign as clients.
final class EventFacts {
  private EventFacts() {}

  static Map<String, Object> created(RegisteredModel model) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model.name());
    facts.put("description", model.description());
    facts.put("tags", new TreeMap<>(model.tags()));
    return facts;
  }

  static Map<String, Object> version(String model, int number) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model);
    facts.put("version", number);
    return facts;
  }

  static Map<String, Object> registered(RegisteredVersion version) {
    Map<String, Object> facts = version(version.model(), version.number());
    facts.put("source", version.source());
    version.runId().ifPresent(id -> facts.put("runId", id));
    facts.put("description", version.note());
    facts.put("tags", new TreeMap<>(version.tags()));
    return facts;
  }

  static Map<String, Object> promoted(AliasMove move, Optional<Integer> before) {
    Map<String, Object> facts = version(move.model(), move.number());
    before.ifPresent(number -> facts.put("previous", number));
    facts.put("actor", move.actor());
    facts.put("reason", move.reason());
    return facts;
  }

  /// Tells of a move of an alias.
  static void raise(Events events, AliasMove move) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", move.model());
    facts.put("alias", move.alias());
    if (move.isSet()) {
      facts.put("version", move.number());
    }
    facts.put("actor", move.actor());
    facts.put("reason", move.reason());
    events.raise(
        move.isSet() ? Events.ALIAS_SET : Events.ALIAS_REMOVED,
        move.isSet() ? move.model() + "@" + move.number() : move.model() + "@" + move.alias(),
        facts);
  }
}
