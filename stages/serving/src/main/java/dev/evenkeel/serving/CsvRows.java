package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rows as CSV (RFC 4180) with a header, turned into the JSON that says the same, so that both are
/// judged alike. An empty cell is nothing; `""` is the empty text.
public final class CsvRows {
  private static final int COLUMNS_MAX = 10_000;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,99})(\\.\\d{1,100})?([eE][+-]?\\d{1,5})?");

  private final String text;
  private final Map<String, LogicalType> types = new HashMap<>();
  private int at;
  private int line = 1;

  private CsvRows(String text, List<Property> inputs) {
    this.text = text;
    inputs.forEach(input -> types.put(input.name(), input.type()));
  }

  /// The body of a request in JSON.
  public static byte[] json(byte[] csv, List<Property> inputs) {
    return new CsvRows(decode(csv), inputs).json();
  }

  private static String decode(byte[] csv) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Problem.of(
              Problem.Kind.MALFORMED, "the request's body is no UTF-8", "send the CSV in UTF-8")
          .asException();
    }
  }

  private record Cell(String text, boolean quoted) {}

  private byte[] json() {
    List<String> header = header();
    JsonBytes out = new JsonBytes(2 * text.length() + 64).ascii("{\"instances\":[");
    int rows = 0;
    while (at < text.length()) {
      int began = line;
      List<Cell> cells = record();
      if (cells.size() == 1 && cells.getFirst().text().isEmpty() && !cells.getFirst().quoted()) {
        continue;
      }
      if (cells.size() != header.size()) {
        throw malformed(
            "a row has %,d cells".formatted(cells.size()),
            began,
            "%,d, as the header has".formatted(header.size()));
      }
      if (rows++ > 0) {
        out.raw(',');
      }
      write(header, cells, out);
    }
    return out.raw(']').raw('}').toArray();
  }

  private List<String> header() {
    List<String> header = record().stream().map(Cell::text).toList();
    if (header.size() != new HashSet<>(header).size() || header.contains("")) {
      throw malformed(
          "the header cannot be used", 1, "the name of a feature for each column, once");
    }
    return header;
  }

  private void write(List<String> header, List<Cell> cells, JsonBytes out) {
    out.raw('{');
    for (int column = 0; column < cells.size(); column++) {
      if (column > 0) {
        out.raw(',');
      }
      out.string(header.get(column)).raw(':');
      value(types.get(header.get(column)), cells.get(column), out);
    }
    out.raw('}');
  }

  private static void value(@Nullable LogicalType type, Cell cell, JsonBytes out) {
    boolean bare =
        type != null
            && switch (type) {
              case INTEGER, NUMBER -> NUMBER.matcher(cell.text()).matches();
              case BOOLEAN -> cell.text().equals("true") || cell.text().equals("false");
              case STRING, DATE, TIMESTAMP -> false;
            };
    if (cell.text().isEmpty() && !cell.quoted()) {
      out.ascii("null");
    } else if (bare) {
      out.ascii(cell.text());
    } else {
      out.string(cell.text());
    }
  }

  private List<Cell> record() {
    List<Cell> cells = new ArrayList<>();
    do {
      if (cells.size() == COLUMNS_MAX) {
        throw malformed("a row has more than %,d cells".formatted(COLUMNS_MAX), line, "");
      }
      cells.add(at < text.length() && text.charAt(at) == '"' ? quoted() : bare());
    } while (isAt(',') && ++at > 0);
    endOfLine();
    return cells;
  }

  private boolean isAt(char letter) {
    return at < text.length() && text.charAt(at) == letter;
  }

  private void endOfLine() {
    if (isAt('\r')) {
      at++;
    }
    if (isAt('\n')) {
      at++;
    } else if (at < text.length() && text.charAt(at - 1) != '\r') {
      throw malformed("text stands behind a closing quote", line, "a comma or the end of the line");
    }
    line++;
  }

  private Cell bare() {
    int from = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return new Cell(text.substring(from, at), false);
  }

  private Cell quoted() {
    int began = line;
    StringBuilder cell = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter == '\n') {
        line++;
      }
      if (letter != '"') {
        cell.append(letter);
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        cell.append(letter);
        at++;
      } else {
        at++;
        return new Cell(cell.toString(), true);
      }
    }
    throw malformed("a quote is never closed", began, "a closing quote");
  }

  private static RuntimeException malformed(String what, int line, String expected) {
    return new Problem(
            Problem.Kind.MALFORMED,
            "no CSV that can be read: " + Names.abbreviate(what),
            "the request's body:" + line,
            expected,
            "")
        .asException();
  }
}
