package dev.evenkeel.console;

import java.util.List;
import java.util.Locale;

/// What the try-it page shows of a model.
public final class TryView {
  private TryView() {}

  /// A form.
  ///
  /// @param reference `home-sales@3`
  public record Form(String model, String reference, List<Field> fields) {
    public Form {
      fields = List.copyOf(fields);
    }
  }

  /// A field of it.
  ///
  /// @param hint type, range and whether it is needed, in words
  /// @param allowed the only values, if the contract lists them
  /// @param suggested values that are known, if others are taken too
  /// @param value what stands in it
  public record Field(
      String name,
      String hint,
      String description,
      boolean required,
      List<String> allowed,
      List<String> suggested,
      String value) {
    public Field {
      allowed = List.copyOf(allowed);
      suggested = List.copyOf(suggested);
    }

    Field with(String other) {
      return new Field(name, hint, description, required, allowed, suggested, other);
    }
  }

  /// What the endpoint said.
  ///
  /// @param label empty for a quantity, and when it refused
  /// @param value of a quantity; else empty
  /// @param problems what it refused, in words
  /// @param unexplained why there is no explanation; empty when there is one
  /// @param curl the same question in a terminal
  public record Answer(
      String label,
      String value,
      List<Bar> probabilities,
      List<String> problems,
      List<String> warnings,
      List<Bar> contributions,
      List<String> reasons,
      String unexplained,
      String prediction,
      String curl) {
    public Answer {
      probabilities = List.copyOf(probabilities);
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
      contributions = List.copyOf(contributions);
      reasons = List.copyOf(reasons);
    }
  }

  /// A bar of a picture.
  ///
  /// @param share of the whole width, from -1 to 1
  /// @param shown the number in words
  public record Bar(String name, double share, String shown) {
    /// Where it begins in a box of 200 with nothing in the middle.
    public String left() {
      return number(share < 0 ? 100 + 100 * share : 100);
    }

    /// How wide it is in a box of 200.
    public String width() {
      return number(Math.max(0.5, 100 * Math.abs(share)));
    }

    /// How wide it is in a box of 200 when all bars begin at its left.
    public String whole() {
      return number(Math.max(0.5, 200 * Math.abs(share)));
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }
}
