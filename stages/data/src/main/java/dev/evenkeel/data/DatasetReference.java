package dev.evenkeel.data;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// A version as people write it: `sales@7`, `sales@latest`, `sales@approved`,
/// `sales@2026-05-01T00:00Z`; without `@`, the newest.
public record DatasetReference(String dataset, Pointer pointer) {
  private static final String NEWEST = "latest";
  private static final String NUMBER = "[1-9][0-9]{0,8}";
  private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  /// Which version of the dataset.
  public sealed interface Pointer {
    /// The newest one.
    record Newest() implements Pointer {}

    /// By its number.
    record Numbered(int number) implements Pointer {}

    /// The newest that was published at or before a business time.
    record At(Instant time) implements Pointer {}

    /// By an alias; if there is none of the name, the newest version that has a tag of it.
    record Named(String name) implements Pointer {}
  }

  /// Reads what a person wrote.
  public static DatasetReference read(String text) {
    int at = text.indexOf('@');
    String dataset = Names.check("dataset", at < 0 ? text : text.substring(0, at));
    return new DatasetReference(
        dataset, at < 0 ? new Pointer.Newest() : pointer(text.substring(at + 1)));
  }

  /// Reads what stands behind the `@`.
  public static Pointer pointer(String text) {
    if (text.equals(NEWEST)) {
      return new Pointer.Newest();
    }
    if (text.matches(NUMBER)) {
      return new Pointer.Numbered(Integer.parseInt(text));
    }
    if (text.matches(DATE + ".*")) {
      return new Pointer.At(time(text));
    }
    if (text.matches("[0-9]*")) {
      throw unreadable(text);
    }
    return new Pointer.Named(Names.check("alias or tag", text));
  }

  private static Instant time(String text) {
    try {
      return text.matches(DATE)
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw unreadable(text);
    }
  }

  private static RuntimeException unreadable(String text) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` names no version".formatted(Names.abbreviate(text)),
            "",
            "a number from 1, an alias, a tag, or a time with its zone as 2026-05-01T00:00Z",
            "")
        .asException();
  }

  /// Answers the name of an alias or tag itself, if it cannot be read as something else.
  static String checkName(String what, String name) {
    Names.check(what, name);
    if (name.equals(NEWEST) || !isNamed(name)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s `%s` cannot be used: it names a version otherwise"
                  .formatted(what, Names.abbreviate(name)),
              "",
              "a name that is no number, no time and not `latest`",
              "choose another name")
          .asException();
    }
    return name;
  }

  private static boolean isNamed(String name) {
    return !name.matches("[0-9]*") && !name.matches(DATE + ".*");
  }

  /// As people write it.
  @Override
  public String toString() {
    String written =
        switch (pointer) {
          case Pointer.Newest _ -> NEWEST;
          case Pointer.Numbered(int number) -> String.valueOf(number);
          case Pointer.At(Instant time) -> time.toString();
          case Pointer.Named(String name) -> name;
        };
    return dataset + "@" + written;
  }
}
