package dev.evenkeel.base;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML document whose every value knows its place, so that an error can name line and path. No
/// object of the document's choosing is ever built; aliases, depth and size are bounded.
public final class Yaml {
  private static final int CHARS_MAX = 2_000_000;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(20)
          .setCodePointLimit(CHARS_MAX)
          .build();

  private Yaml() {}

  /// Reads one document.
  ///
  /// @param where the file's name in messages
  public static Value parse(String text, String where) {
    try {
      Node root =
          new Compose(SETTINGS)
              .composeString(text)
              .orElseThrow(() -> problem("the file is empty", where, "").asException());
      return convert(root, where, "", 0);
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark().map(mark -> where + ":" + (mark.getLine() + 1)).orElse(where);
      throw problem("not YAML: " + Names.abbreviate(e.getProblem()), place, "").asException(e);
    } catch (YamlEngineException e) {
      throw problem("not YAML: " + Names.abbreviate(String.valueOf(e.getMessage())), where, "")
          .asException(e);
    }
  }

  /// Reads one document that must be a mapping, for strict reading.
  public static YamlMap parseMap(String text, String where) {
    return new YamlMap(parse(text, where));
  }

  private static Value convert(Node node, String where, String pointer, int depth) {
    Place place =
        new Place(where, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0), pointer);
    if (depth > 50) {
      throw place.problem("nested deeper than 50 levels", "a flatter document").asException();
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, where, place, depth);
      case SequenceNode sequence -> {
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(convert(item, where, pointer + "/" + items.size(), depth + 1));
        }
        yield new Sequence(place, items);
      }
      case ScalarNode scalar ->
          scalar.getTag().equals(Tag.NULL)
              ? new Scalar(place, "", true)
              : new Scalar(place, scalar.getValue(), false);
      default -> throw place.problem("an anchor that nothing defines", "").asException();
    };
  }

  private static Value mapping(MappingNode mapping, String where, Place place, int depth) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw place.problem("a key that is no text", "plain keys").asException();
      }
      String escaped = key.getValue().replace("~", "~0").replace("/", "~1");
      Value value =
          convert(tuple.getValueNode(), where, place.pointer() + "/" + escaped, depth + 1);
      if (entries.putIfAbsent(key.getValue(), value) != null) {
        throw place
            .problem("key `%s` stands twice".formatted(key.getValue()), "each key once")
            .asException();
      }
    }
    return new Mapping(place, entries);
  }

  private static Problem problem(String what, String where, String expected) {
    return new Problem(Problem.Kind.INPUT, what, where, expected, "");
  }

  /// Where a value stands.
  ///
  /// @param line from 1
  /// @param pointer RFC 6901
  public record Place(String file, int line, String pointer) {
    /// A problem at this place.
    public Problem problem(String what, String expected) {
      return new Problem(Problem.Kind.INPUT, what, toString(), expected, "");
    }

    /// A problem at this place, with advice.
    public Problem problem(String what, String expected, String remedy) {
      return new Problem(Problem.Kind.INPUT, what, toString(), expected, remedy);
    }

    /// As messages print it: `policy.yaml:14, /triggers/age`.
    @Override
    public String toString() {
      return pointer.isEmpty() ? file + ":" + line : file + ":" + line + ", " + pointer;
    }
  }

  /// A value of the document.
  public sealed interface Value {
    /// Where it stands.
    Place place();
  }

  /// Text, a number, a truth value or nothing; which of them the reader decides, as the key
  /// demands.
  public record Scalar(Place place, String text, boolean isNull) implements Value {}

  /// A list.
  public record Sequence(Place place, List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Keys in their written order.
  public record Mapping(Place place, Map<String, Value> entries) implements Value {
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /// The value of a key.
    public Optional<Value> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }
  }
}
