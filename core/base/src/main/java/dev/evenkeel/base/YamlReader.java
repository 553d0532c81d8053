package dev.evenkeel.base;

import dev.evenkeel.base.Yaml.Mapping;
import dev.evenkeel.base.Yaml.Place;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.Yaml.Sequence;
import dev.evenkeel.base.Yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/// Builds the values of one document from the parser's events. The library's own composer goes as
/// deep as the document does, until the stack ends.
final class YamlReader {
  private static final int DEPTH_MAX = 50;
  private static final int KEY_CHARS_MAX = 256;

  /// Of values with everything that aliases repeat.
  private static final int VALUES_MAX = 200_000;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Yaml.CHARS_MAX).build();

  private final Iterator<Event> events;
  private final String where;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int values;
  private int depthSeen;

  /// A value that aliases may repeat.
  ///
  /// @param values how many it holds, itself among them
  /// @param height how deep it is
  private record Anchored(Value value, int values, int height) {}

  YamlReader(String text, String where) {
    this.events = new Parse(SETTINGS).parseString(text).iterator();
    this.where = where;
  }

  Value read() {
    skip(Event.ID.StreamStart);
    if (next().getEventId() == Event.ID.StreamEnd) {
      throw Yaml.malformed("the file is empty", where).asException();
    }
    Event first = next();
    Value root = value(first, new Place(where, line(first), "").at(column(first)), 0);
    skip(Event.ID.DocumentEnd);
    Event end = next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw Yaml.malformed("a second document begins", where + ":" + line(end)).asException();
    }
    return root;
  }

  private Value value(Event event, Place place, int depth) {
    if (event instanceof AliasEvent alias) {
      return repeated(alias, place, depth);
    }
    int before = values;
    int outside = depthSeen;
    depthSeen = depth;
    count(place, depth, 1);
    Value value =
        switch (event) {
          case ScalarEvent scalar ->
              new Scalar(place, textOf(scalar), isNull(scalar), isPlain(scalar));
          case SequenceStartEvent start -> sequence(place, depth);
          case MappingStartEvent start -> mapping(place, depth);
          default -> throw new IllegalStateException("Cannot read YAML: got " + event);
        };
    Anchored anchored = new Anchored(value, values - before, depthSeen - depth);
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, anchored));
    depthSeen = Math.max(depthSeen, outside);
    return value;
  }

  private Value repeated(AliasEvent alias, Place place, int depth) {
    Anchored known = anchors.get(alias.getAlias());
    if (known == null) {
      throw place
          .problem(
              "no anchor `%s` ends before this alias"
                  .formatted(Names.abbreviate(alias.getAlias().getValue())),
              "an alias of an earlier value")
          .asException();
    }
    depthSeen = Math.max(depthSeen, depth + known.height());
    count(place, depth + known.height(), known.values());
    return known.value();
  }

  private Sequence sequence(Place place, int depth) {
    List<Value> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(
          value(
              event,
              place.inside(line(event), column(event), String.valueOf(items.size())),
              depth + 1));
    }
    return new Sequence(place, items);
  }

  private Mapping mapping(Place place, int depth) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      String key = key(event, place);
      Event content = next();
      Place itsPlace = place.inside(line(event), column(event), key);
      if (entries.containsKey(key)) {
        throw place
            .inside(line(event), column(event), key)
            .problem("key `%s` stands twice".formatted(Names.abbreviate(key)), "each key once")
            .asException();
      }
      entries.put(key, value(content, itsPlace, depth + 1));
    }
    return new Mapping(place, entries);
  }

  private static String key(Event event, Place mapping) {
    Place place = mapping.inside(line(event), column(event), "");
    if (!(event instanceof ScalarEvent key)) {
      throw place.problem("a key that is no text", "plain keys").asException();
    }
    if (key.getValue().length() > KEY_CHARS_MAX) {
      throw tooLarge(
          place,
          "key `%s` has %d characters"
              .formatted(Names.abbreviate(key.getValue()), key.getValue().length()),
          "at most " + KEY_CHARS_MAX);
    }
    return key.getValue();
  }

  private void count(Place place, int depth, int more) {
    if (depth > DEPTH_MAX) {
      throw tooLarge(
          place, "nested deeper than %d levels".formatted(DEPTH_MAX), "a flatter document");
    }
    values += more;
    if (values > VALUES_MAX) {
      throw tooLarge(
          place,
          "more than %d values, counting what aliases repeat".formatted(VALUES_MAX),
          "a smaller document");
    }
  }

  private static ProblemException tooLarge(Place place, String what, String expected) {
    return new Problem(Problem.Kind.TOO_LARGE, what, place.toString(), expected, "").asException();
  }

  private static boolean isPlain(ScalarEvent scalar) {
    return scalar.isPlain() && scalar.getTag().isEmpty();
  }

  private static boolean isNull(ScalarEvent scalar) {
    return isPlain(scalar) && NULLS.contains(scalar.getValue());
  }

  private static String textOf(ScalarEvent scalar) {
    return isNull(scalar) ? "" : scalar.getValue();
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
  }

  private Event next() {
    return events.next();
  }

  private void skip(Event.ID expected) {
    Event event = next();
    if (event.getEventId() != expected) {
      throw new IllegalStateException(
          "Cannot read YAML: expected %s, got %s".formatted(expected, event));
    }
  }
}
