import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Holds the demo to what README.md and docs/benchmarks.md promise of it. No library, so that the JDK alone runs it:
///
/// - `java .ci/CheckReport.java demo REPORT...`: figures, alerts and decisions of whole runs, each with another seed
/// - `java .ci/CheckReport.java same REPORT REPORT`: two runs with one table and the same events
final class CheckReport {
  private static final List<String> PERIODS =
      List.of(
          "1994H1", "1994H2", "1995H1", "1995H2", "1996H1", "1996H2", "1997H1", "1997H2", "1998H1",
          "1998H2");

  private final Map<String, Object> report;
  private final List<Map<String, Object>> halfYears;
  private final List<Map<String, Object>> events;
  private int failures;

  private CheckReport(Map<String, Object> report) {
    this.report = report;
    this.halfYears = objects(report, "halfYears");
    this.events = objects(report, "events");
  }

  public static void main(String[] arguments) throws Exception {
    boolean held =
        switch (arguments[0]) {
          case "demo" -> demos(List.of(arguments).subList(1, arguments.length));
          case "same" -> same(read(arguments[1]), read(arguments[2]));
          default -> throw new IllegalArgumentException("demo or same, got " + arguments[0]);
        };
    System.exit(held ? 0 : 1);
  }

  private static boolean demos(List<String> files) throws Exception {
    boolean held = true;
    List<Double> lowest = new ArrayList<>();
    for (String file : files) {
      CheckReport check = new CheckReport(read(file));
      System.out.printf("seed %.0f%n", number(check.report, "seed"));
      held &= check.demo();
      lowest.add(check.lowest());
    }
    lowest.sort(null);
    double median = lowest.get(lowest.size() / 2);
    System.out.printf(Locale.ROOT, "median of the lowest half-years: %.3f%n", median);
    return held && median >= 0.75;
  }

  private double lowest() {
    return halfYears.stream()
        .mapToDouble(half -> number(half, "championAccuracy"))
        .min()
        .orElse(Double.NaN);
  }

  private boolean demo() {
    double seconds = number(report, "seconds");
    demand("takes under 180 seconds", seconds > 0 && seconds < 180, seconds);
    demand("no request failed", number(report, "failedRequests") == 0, report.get("failedRequests"));
    List<Object> periods = halfYears.stream().map(half -> half.get("period")).toList();
    demand("ten half-years, 1994 to 1998", periods.equals(PERIODS), periods);
    if (failures == 0) {
      figures();
    }
    alerts();
    decisions();
    demand(
        "the level two+half is mentioned",
        has(event -> text(event, "text").contains("two+half")),
        "no event");
    return failures == 0;
  }

  private void figures() {
    demand(
        "every half-year has rows",
        halfYears.stream().allMatch(half -> number(half, "rows") > 0),
        halfYears);
    double first = number(halfYears.getFirst(), "frozenAccuracy");
    double last = number(halfYears.getLast(), "frozenAccuracy");
    demand("the frozen model begins at 0.80 ± 0.03", Math.abs(first - 0.80) <= 0.03, first);
    demand("the frozen model ends at 0.65 ± 0.03", Math.abs(last - 0.65) <= 0.03, last);
    demand("the champion's lowest half-year is at least 0.735", lowest() >= 0.735, lowest());
    double mean =
        halfYears.stream().mapToDouble(half -> number(half, "championAccuracy")).average().orElse(0);
    demand("the champion's mean is at least 0.775", mean >= 0.775, mean);
    double gain = mean("championAccuracy", "1998") - mean("frozenAccuracy", "1998");
    demand("in 1998 the champion is at least 0.10 above the frozen model", gain >= 0.10, gain);
  }

  private void alerts() {
    List<Map<String, Object>> drifts =
        events.stream().filter(event -> text(event, "kind").equals("drift-alert")).toList();
    demand(
        "wall drifts in the window of July 1996",
        drifts.stream()
            .anyMatch(event ->
                text(event, "subject").equals("wall") && text(event, "date").startsWith("1996-07")),
        drifts.stream().map(event -> text(event, "date") + " " + text(event, "subject")).toList());
    List<String> before =
        drifts.stream()
            .filter(event -> !List.of("wall", "prediction").contains(text(event, "subject")))
            .filter(event ->
                LocalDate.parse(text(event, "date")).isBefore(LocalDate.of(1996, 7, 1)))
            .map(event -> text(event, "date") + " " + text(event, "subject"))
            .toList();
    demand("at most one alert on another input before", before.size() <= 1, before);
  }

  private void decisions() {
    demand("at least two promotions", count("promotion") >= 2, count("promotion"));
    demand("at least one refusal", count("refusal") >= 1, count("refusal"));
    for (String kind : List.of("promotion", "refusal", "drift-alert")) {
      String column = kind.equals("drift-alert") ? "driftAlerts" : kind + "s";
      double inTable = halfYears.stream().mapToDouble(half -> number(half, column)).sum();
      demand("table and events agree on " + column, inTable == count(kind), inTable);
    }
  }

  private static boolean same(Map<String, Object> one, Map<String, Object> other) {
    boolean same = true;
    for (String part : List.of("seed", "failedRequests", "halfYears", "events")) {
      boolean equal = String.valueOf(one.get(part)).equals(String.valueOf(other.get(part)));
      System.out.printf("  %-6s same %s%n", equal ? "ok" : "FAILED", part);
      if (!equal) {
        System.out.printf("    %s%n    %s%n", one.get(part), other.get(part));
      }
      same &= equal;
    }
    return same;
  }

  private void demand(String promise, boolean holds, Object found) {
    System.out.printf("  %-6s %s%s%n", holds ? "ok" : "FAILED", promise, holds ? "" : ": " + found);
    failures += holds ? 0 : 1;
  }

  private boolean has(Predicate<Map<String, Object>> what) {
    return events.stream().anyMatch(what);
  }

  private long count(String kind) {
    return events.stream().filter(event -> text(event, "kind").equals(kind)).count();
  }

  /// Over rows, not over half-years.
  private double mean(String column, String year) {
    double rows = 0;
    double sum = 0;
    for (Map<String, Object> half : halfYears) {
      if (text(half, "period").startsWith(year)) {
        rows += number(half, "rows");
        sum += number(half, "rows") * number(half, column);
      }
    }
    return sum / rows;
  }

  private static double number(Map<String, Object> object, String key) {
    return object.get(key) instanceof Double number ? number : Double.NaN;
  }

  private static String text(Map<String, Object> object, String key) {
    return String.valueOf(object.get(key));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> object, String key) {
    return object.get(key) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String file) throws Exception {
    return (Map<String, Object>) new Json(Files.readString(Path.of(file))).document();
  }

  /// As much of JSON as a report holds.
  private static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object document() {
      Object value = value();
      blanks();
      if (at < text.length()) {
        throw unexpected();
      }
      return value;
    }

    private Object value() {
      blanks();
      return switch (text.charAt(at)) {
        case '{' -> object();
        case '[' -> list();
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", "null");
        default -> number();
      };
    }

    private Map<String, Object> object() {
      Map<String, Object> object = new LinkedHashMap<>();
      at++;
      while (!closes('}')) {
        blanks();
        String key = string();
        blanks();
        demand(':');
        object.put(key, value());
      }
      return object;
    }

    private List<Object> list() {
      List<Object> list = new ArrayList<>();
      at++;
      while (!closes(']')) {
        list.add(value());
      }
      return list;
    }

    private boolean closes(char end) {
      blanks();
      if (text.charAt(at) == ',') {
        at++;
        return false;
      }
      if (text.charAt(at) != end) {
        return false;
      }
      at++;
      return true;
    }

    private String string() {
      demand('"');
      StringBuilder string = new StringBuilder();
      while (text.charAt(at) != '"') {
        string.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at++));
      }
      at++;
      return string.toString();
    }

    private char escaped() {
      char kind = text.charAt(at + 1);
      at += 2;
      if (kind == 'u') {
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      int index = "bfnrt".indexOf(kind);
      return index < 0 ? kind : "\b\f\n\r\t".charAt(index);
    }

    private Double number() {
      int start = at;
      while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (start == at) {
        throw unexpected();
      }
      return Double.valueOf(text.substring(start, at));
    }

    private Object word(String word, Object meaning) {
      if (!text.startsWith(word, at)) {
        throw unexpected();
      }
      at += word.length();
      return meaning;
    }

    private void blanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private void demand(char expected) {
      if (text.charAt(at) != expected) {
        throw unexpected();
      }
      at++;
    }

    private IllegalArgumentException unexpected() {
      return new IllegalArgumentException(
          String.format(Locale.ROOT, "Cannot read the report: no JSON at character %d", at));
    }
  }
}
