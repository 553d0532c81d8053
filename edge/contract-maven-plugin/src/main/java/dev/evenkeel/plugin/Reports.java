package dev.evenkeel.plugin;

import dev.evenkeel.base.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Verdicts for programs, for what reads JUnit's form, and for people.
final class Reports {
  private Reports() {}

  static byte[] json(List<Verdict> verdicts) {
    return Json.write(
        Map.of("contracts", verdicts.stream().map(Reports::values).toList(), "version", 1));
  }

  private static Map<String, Object> values(Verdict verdict) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("contract", verdict.contract());
    values.put("from", verdict.from());
    values.put("to", verdict.to());
    values.put("passed", verdict.isPassed());
    values.put("failures", verdict.failures());
    values.put("changes", verdict.changes().stream().map(Reports::values).toList());
    return values;
  }

  private static Map<String, Object> values(Verdict.Judged judged) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("against", judged.against());
    values.put("path", judged.change().path());
    values.put("kind", judged.change().kind());
    values.put("what", judged.change().what());
    values.put("writers", lower(judged.change().writers()));
    values.put("readers", lower(judged.change().readers()));
    values.put("state", lower(judged.state()));
    values.put("note", judged.note());
    values.put("advice", judged.change().advice());
    return values;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String junit(List<Verdict> verdicts) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    long failed = verdicts.stream().filter(verdict -> !verdict.isPassed()).count();
    xml.append(
        "<testsuite name=\"contracts\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\">\n"
            .formatted(verdicts.size(), failed));
    for (Verdict verdict : verdicts) {
      xml.append(
          "  <testcase classname=\"contracts\" name=\"%s\">".formatted(xml(verdict.contract())));
      if (!verdict.isPassed()) {
        xml.append("<failure>%s</failure>".formatted(xml(String.join("\n", failures(verdict)))));
      }
      xml.append("</testcase>\n");
    }
    return xml.append("</testsuite>\n").toString();
  }

  /// What fails the build, a line each.
  static List<String> failures(Verdict verdict) {
    return java.util.stream.Stream.concat(
            verdict.failures().stream().map(failure -> verdict.contract() + ": " + failure),
            verdict.changes().stream()
                .filter(judged -> judged.state() == Verdict.State.BREACH)
                .map(judged -> sentence(verdict.contract(), judged)))
        .toList();
  }

  private static String sentence(String contract, Verdict.Judged judged) {
    String advice = judged.change().advice().isEmpty() ? "" : "; " + judged.change().advice();
    String note = judged.note().isEmpty() ? "" : " (%s)".formatted(judged.note());
    return "%s, %s: %s, which breaks %s [%s, against %s]%s%s"
        .formatted(
            contract,
            judged.change().path(),
            judged.change().what(),
            whom(judged),
            judged.change().kind(),
            judged.against(),
            note,
            advice);
  }

  private static String whom(Verdict.Judged judged) {
    boolean isWriters = judged.change().writers() == dev.evenkeel.contracts.compat.Effect.BREAK;
    boolean isReaders = judged.change().readers() == dev.evenkeel.contracts.compat.Effect.BREAK;
    return isWriters && isReaders
        ? "existing data and readers"
        : isWriters ? "existing data" : "existing readers";
  }

  static String markdown(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder("# Contracts\n");
    for (Verdict verdict : verdicts) {
      text.append(
          "\n## %s %s: %s\n\n"
              .formatted(
                  cell(verdict.contract()),
                  cell(verdict.to()),
                  verdict.isPassed() ? "passed" : "failed"));
      verdict.failures().forEach(failure -> text.append("- %s\n".formatted(cell(failure))));
      if (verdict.from().isEmpty()) {
        text.append("Nothing is released to compare with.\n");
      } else if (verdict.changes().isEmpty()) {
        text.append("Nothing changed since %s.\n".formatted(cell(verdict.from())));
      } else {
        text.append(
            "\n| path | change | data | readers | verdict | do |\n|---|---|---|---|---|---|\n");
        verdict.changes().forEach(judged -> text.append(row(judged)));
      }
    }
    return text.toString();
  }

  private static String row(Verdict.Judged judged) {
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            cell(judged.change().path()),
            cell(judged.change().what()),
            lower(judged.change().writers()),
            lower(judged.change().readers()),
            cell(lower(judged.state()) + (judged.note().isEmpty() ? "" : ", " + judged.note())),
            cell(judged.change().advice()));
  }

  // A contract's words draw no table, link or tag of their own.
  private static String cell(String text) {
    return printable(text)
        .replace('\n', ' ')
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\|\\[\\]*_#!])", "\\\\$1");
  }

  private static String xml(String text) {
    return printable(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String printable(String text) {
    return text.replaceAll("[\\p{C}&&[^\\n]]", "?");
  }
}
