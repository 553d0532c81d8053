package dev.evenkeel.contracts;

import dev.evenkeel.base.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Dates and timestamps as texts: the JDK patterns of ODCS, for Java and for engines that know
/// `strptime`.
///
/// Two digits of a year mean 1969 to 2068, as `%y` does in POSIX.
public final class Formats {
  private static final int PIVOT = 1969;
  private static final String ISO_DATE = "\\d{4}-\\d\\d-\\d\\d";
  private static final String ISO_TIMESTAMP =
      ISO_DATE
          + "([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?"
          + "(Z|[+-](0\\d|1[0-7])(:[0-5]\\d)?)?)?";
  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT);

  // As many as contracts have formats; to compile one takes longer than to read a request.
  private static final int KNOWN_MAX = 1_000;
  private static final Map<String, Pattern> SHAPES = new ConcurrentHashMap<>();
  private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();

  private Formats() {}

  private static Pattern compiled(LogicalType type, String format) {
    String key = type.isTime() && format.isEmpty() ? type.name() : format + "/";
    Pattern known = SHAPES.get(key);
    if (known != null) {
      return known;
    }
    Pattern made = Pattern.compile(shape(type, format));
    if (SHAPES.size() < KNOWN_MAX) {
      SHAPES.put(key, made);
    }
    return made;
  }

  /// Reads a text as microseconds since 1970; empty when it is no such time.
  ///
  /// @param format JDK pattern; empty for ISO 8601, UTC when it names no zone
  public static OptionalLong parse(String text, LogicalType type, String format) {
    if (!compiled(type, format).matcher(text).matches()) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime time = format.isEmpty() ? iso(text, type) : withFormat(text, type, format);
      return OptionalLong.of(micros(time));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /// Writes microseconds since 1970 as the text that [#parse] reads.
  public static String print(long micros, LogicalType type, String format) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000,
            ZoneOffset.UTC);
    if (!format.isEmpty()) {
      return formatter(format).format(time);
    }
    return type == LogicalType.DATE
        ? time.toLocalDate().toString()
        : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + "Z";
  }

  /// What a text of a format looks like, as a regular expression that every engine knows. Engines
  /// differ in what they forgive (`93014`, `24:00`, `infinity`), so all of them ask for this first.
  public static String shape(LogicalType type, String format) {
    if (format.isEmpty()) {
      return type == LogicalType.DATE ? ISO_DATE : ISO_TIMESTAMP;
    }
    StringBuilder shape = new StringBuilder();
    for (String run : runs(format)) {
      char letter = run.charAt(0);
      if (run.equals("MMM")) {
        shape.append("(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)");
      } else if (isField(letter)) {
        shape.append(run.length() == 1 ? "\\d{1,2}" : "\\d{%d}".formatted(run.length()));
      } else if (letter != '\'') {
        run.chars()
            .forEach(literal -> shape.append(literal == 'T' ? "T" : "\\%c".formatted(literal)));
      }
    }
    return shape.toString();
  }

  /// The same pattern for `strptime`; a [Problem] for one that we do not know.
  public static String strptime(String format) {
    StringBuilder out = new StringBuilder();
    for (String run : runs(format)) {
      if (isField(run.charAt(0))) {
        out.append(directive(run, format));
      } else if (run.charAt(0) != '\'') {
        out.append(run);
      }
    }
    return out.toString();
  }

  /// The format cut where the letter changes: `yyMMdd` is `yy`, `MM`, `dd`.
  private static List<String> runs(String format) {
    List<String> runs = new ArrayList<>();
    int at = 0;
    while (at < format.length()) {
      int end = at;
      while (end < format.length() && format.charAt(end) == format.charAt(at)) {
        end++;
      }
      runs.add(format.substring(at, end));
      at = end;
    }
    return runs;
  }

  private static boolean isField(char letter) {
    return Character.isLetter(letter) && letter != 'T';
  }

  private static String directive(String letters, String format) {
    return switch (letters) {
      case "yyyy", "uuuu" -> "%Y";
      case "yy" -> "%y";
      case "MM", "M" -> "%m";
      case "MMM" -> "%b";
      case "dd", "d" -> "%d";
      case "HH", "H" -> "%H";
      case "mm" -> "%M";
      case "ss" -> "%S";
      case "SSS" -> "%g";
      case "SSSSSS" -> "%f";
      default ->
          throw new Problem(
                  Problem.Kind.INPUT,
                  "the date format `%s` cannot be read".formatted(format),
                  "",
                  "yyyy, yy, MM, M, MMM, dd, d, HH, H, mm, ss, SSS or SSSSSS, and punctuation",
                  "write the format with these letters")
              .asException();
    };
  }

  private static LocalDateTime iso(String text, LogicalType type) {
    if (type == LogicalType.DATE) {
      return LocalDate.parse(text).atStartOfDay();
    }
    String normal = text.replace(' ', 'T');
    if (normal.length() == 10) {
      return LocalDate.parse(normal).atStartOfDay();
    }
    boolean zoned =
        normal.endsWith("Z") || normal.lastIndexOf('+') > 10 || normal.lastIndexOf('-') > 10;
    return zoned
        ? OffsetDateTime.parse(normal, ZONED)
            .withOffsetSameInstant(ZoneOffset.UTC)
            .toLocalDateTime()
        : LocalDateTime.parse(normal);
  }

  private static LocalDateTime withFormat(String text, LogicalType type, String format) {
    DateTimeFormatter formatter = formatter(format);
    TemporalAccessor read = formatter.parseBest(text, LocalDateTime::from, LocalDate::from);
    LocalDateTime time =
        read instanceof LocalDate day ? day.atStartOfDay() : LocalDateTime.from(read);
    return type == LogicalType.DATE ? time.toLocalDate().atStartOfDay() : time;
  }

  private static DateTimeFormatter formatter(String format) {
    DateTimeFormatter known = FORMATTERS.get(format);
    if (known != null) {
      return known;
    }
    DateTimeFormatter made = newFormatter(format);
    if (FORMATTERS.size() < KNOWN_MAX) {
      FORMATTERS.put(format, made);
    }
    return made;
  }

  private static DateTimeFormatter newFormatter(String format) {
    strptime(format);
    String quoted = format.contains("'") ? format : format.replace("T", "'T'");
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
    String strict = quoted.replace("yyyy", "uuuu");
    int two = strict.indexOf("yy");
    if (two < 0) {
      builder.appendPattern(strict);
    } else {
      if (two > 0) {
        builder.appendPattern(strict.substring(0, two));
      }
      builder.appendValueReduced(ChronoField.YEAR, 2, 2, PIVOT);
      if (two + 2 < strict.length()) {
        builder.appendPattern(strict.substring(two + 2));
      }
    }
    return builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  }

  private static long micros(LocalDateTime time) {
    Instant instant = time.toInstant(ZoneOffset.UTC);
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
