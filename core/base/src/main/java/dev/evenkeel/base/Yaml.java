package dev.evenkeel.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/// A YAML document whose every value knows its place, so that an error can name line and path. No
/// object of the document's choosing is ever built; size, depth and what aliases unfold to are
/// bounded.
public final class Yaml {
  static final int CHARS_MAX = 2_000_000;

  private Yaml() {}

  /// Reads one document.
  ///
  /// @param where the file's name in messages
  /// @throws ProblemException of kind `MALFORMED` when it is no YAML, `TOO_LARGE` when it is longer
  ///   or deeper than any honest document, `INPUT` when a key stands twice
  public static Value parse(String text, String where) {
    if (text.length() > CHARS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "a file of %d characters".formatted(text.length()),
              where,
              "at most " + CHARS_MAX,
              "")
          .asException();
    }
    try {
      return new YamlReader(text, where).read();
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark().map(mark -> where + ":" + (mark.getLine() + 1)).orElse(where);
      throw malformed(e.getProblem(), place).asException(e);
    } catch (ReaderException e) {
      // It counts code points and knows no lines.
      long line = text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count() + 1;
      throw malformed("character U+%04X".formatted(e.getCodePoint()), where + ":" + line)
          .asException(e);
    } catch (YamlVersionException e) {
      throw malformed("version " + e.getSpecVersion().getRepresentation(), where).asException(e);
    } catch (YamlEngineException e) {
      throw malformed(String.valueOf(e.getMessage()), where).asException(e);
    }
  }

  /// Reads one document that must be a mapping, for strict reading.
  public static YamlMap parseMap(String text, String where) {
    return new YamlMap(parse(text, where));
  }

  static Problem malformed(String why, String where) {
    return new Problem(
        Problem.Kind.MALFORMED,
        "not YAML: " + Names.abbreviate(why),
        where,
        "one YAML document",
        "");
  }

  /// Where a value stands.
  public static final class Place {
    private final String file;
    private final int line;
    private final int column;
    private final @Nullable Place parent;
    private final String step;

    /// @param line from 1
    /// @param pointer RFC 6901
    public Place(String file, int line, String pointer) {
      this(file, line, 1, null, pointer);
    }

    private Place(String file, int line, int column, @Nullable Place parent, String step) {
      this.file = file;
      this.line = line;
      this.column = column;
      this.parent = parent;
      this.step = step;
    }

    Place at(int itsColumn) {
      return new Place(file, line, itsColumn, parent, step);
    }

    Place inside(int itsLine, int itsColumn, String key) {
      String itsStep = "/" + key.replace("~", "~0").replace("/", "~1");
      return new Place(file, itsLine, itsColumn, this, itsStep);
    }

    /// Counted from 1.
    public int line() {
      return line;
    }

    /// Counted from 1.
    public int column() {
      return column;
    }

    /// The path to the value, by RFC 6901.
    // Put together only when asked for: kept at each value, a long key would be copied for each.
    public String pointer() {
      StringBuilder pointer = new StringBuilder();
      for (Place place = this; place != null; place = place.parent) {
        pointer.insert(0, place.step);
      }
      return pointer.toString();
    }

    /// A problem at this place.
    public Problem problem(String what, String expected) {
      return problem(what, expected, "");
    }

    /// A problem at this place, with advice.
    public Problem problem(String what, String expected, String remedy) {
      return new Problem(Problem.Kind.INPUT, what, toString(), expected, remedy);
    }

    /// As messages print it: `policy.yaml:14, /triggers/age`.
    @Override
    public String toString() {
      String pointer = Names.printable(pointer());
      return pointer.isEmpty() ? file + ":" + line : file + ":" + line + ", " + pointer;
    }
  }

  /// A value of the document.
  public sealed interface Value {
    /// Where it stands; for one that an alias repeats, where its anchor is.
    Place place();
  }

  /// Text, a number, a truth value or nothing; which of them the reader decides, as the key
  /// demands.
  ///
  /// @param isPlain without quotes, so that it may be meant as something else than text
  public record Scalar(Place place, String text, boolean isNull, boolean isPlain)
      implements Value {}

  /// A list.
  public record Sequence(Place place, List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Keys in their written order.
  public record Mapping(Place place, Map<String, Value> entries) implements Value {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /// The value of a key.
    public Optional<Value> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }
  }
}
