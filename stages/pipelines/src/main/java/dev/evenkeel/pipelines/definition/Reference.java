package dev.evenkeel.pipelines.definition;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a value comes from, as data: what is wired can be seen, checked and hashed before anything
/// runs.
public sealed interface Reference {
  /// As definitions write it.
  String text();

  /// The step whose output it is; empty for what comes from the run itself.
  default Optional<String> step() {
    return switch (this) {
      case OfStep of -> Optional.of(of.producer());
      case OfEach of -> Optional.of(of.producer());
      case OfParameter _, Item _ -> Optional.empty();
    };
  }

  /// A parameter of the run: `params.week`.
  record OfParameter(String name) implements Reference {
    @Override
    public String text() {
      return "params." + name;
    }
  }

  /// What a step answered: `split.fit`; for a step with `each`, the list of all its answers.
  record OfStep(String producer, String output) implements Reference {
    @Override
    public String text() {
      return producer + "." + output;
    }
  }

  /// What each run of a step with `each` answered, as a list: `fit[*].model`.
  record OfEach(String producer, String output) implements Reference {
    @Override
    public String text() {
      return producer + "[*]." + output;
    }
  }

  /// The one value of `each` that a run of the step is for: `item`.
  record Item() implements Reference {
    @Override
    public String text() {
      return "item";
    }
  }

  /// Reads a reference; empty when the text is none.
  static Optional<Reference> parse(String text) {
    if (text.equals("item")) {
      return Optional.of(new Item());
    }
    Matcher matcher = Texts.REFERENCE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String owner = matcher.group(1);
    String name = matcher.group(3);
    if (matcher.group(2) != null) {
      return Optional.of(new OfEach(owner, name));
    }
    return Optional.of(owner.equals("params") ? new OfParameter(name) : new OfStep(owner, name));
  }

  /// How references look.
  final class Texts {
    /// A name of a step, a parameter or a port: no dot, since a dot parts them.
    static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private static final Pattern REFERENCE =
        Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,63})(\\[\\*])?\\.([A-Za-z][A-Za-z0-9_-]{0,63})");

    private Texts() {}
  }
}
