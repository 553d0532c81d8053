package dev.evenkeel.registry.search;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.List;

/// Reads filters: clauses joined by `AND`, nothing else. MLflow also lets two clauses stand without
/// `AND`, and `AND` without a clause; here that is told.
final class FilterParser {
  static final int CHARS_MAX = 10_000;
  static final int CLAUSES_MAX = 100;
  static final int LIST_MAX = 1_000;

  /// A pattern is tried against every row, at a cost that grows with its length.
  static final int PATTERN_CHARS_MAX = 1_000;

  private static final String WHERE = "filter";
  private static final String QUOTED = "a text in quotes";

  private final Vocabulary vocabulary;
  private final List<Token> tokens;
  private int at;

  private FilterParser(Vocabulary vocabulary, List<Token> tokens) {
    this.vocabulary = vocabulary;
    this.tokens = tokens;
  }

  /// The clauses of a filter; none when it is blank.
  static List<Clause> parse(String filter, Vocabulary vocabulary) {
    if (filter.length() > CHARS_MAX) {
      throw tooMuch("it has %d characters".formatted(filter.length()), CHARS_MAX + " characters");
    }
    FilterParser parser = new FilterParser(vocabulary, Lexer.tokens(filter, WHERE));
    return parser.peek().kind() == Token.Kind.END ? List.of() : parser.clauses();
  }

  private List<Clause> clauses() {
    List<Clause> clauses = new ArrayList<>();
    clauses.add(clause());
    while (peek().kind() != Token.Kind.END) {
      Token and = take();
      if (!and.is("AND")) {
        throw wrong(and, "What follows a clause is not understood", "AND, or the end");
      }
      if (clauses.size() == CLAUSES_MAX) {
        throw tooMuch("it has more clauses", CLAUSES_MAX + " clauses");
      }
      clauses.add(clause());
    }
    return List.copyOf(clauses);
  }

  private Clause clause() {
    Token name = take();
    Subject subject = subject(name);
    Token comparator = take();
    if (comparator.kind() == Token.Kind.OPERATOR) {
      return compared(subject, comparator);
    }
    if (comparator.is("IS")) {
      return absence(subject, comparator);
    }
    boolean negated = comparator.is("NOT") && peek().is("IN");
    if (negated) {
      take();
    }
    if (negated || comparator.is("IN")) {
      return list(subject, comparator, negated);
    }
    if (!subject.numeric() && comparator.is("LIKE")) {
      return text(subject, Likeness.LIKE, PATTERN_CHARS_MAX);
    }
    if (!subject.numeric() && comparator.is("ILIKE")) {
      return text(subject, Likeness.ILIKE, PATTERN_CHARS_MAX);
    }
    throw comparator(subject, comparator);
  }

  private Subject subject(Token name) {
    boolean named =
        switch (name.kind()) {
          case WORD, PATH, QUOTED, TICKED -> true;
          case STRING, NUMBER, OPERATOR, OPEN, COMMA, CLOSE, END -> false;
        };
    if (!named) {
      throw wrong(name, "A clause must begin with a key", vocabulary.known());
    }
    return vocabulary.subject(name.owner(), name.text()).orElseThrow(() -> unknown(name));
  }

  private RuntimeException unknown(Token name) {
    String spelling = name.owner().isEmpty() ? name.text() : name.owner() + "." + name.text();
    String nearest = vocabulary.nearest(name.text());
    return wrong(
        name,
        "Invalid key `%s`".formatted(Names.abbreviate(spelling)),
        nearest.isEmpty() ? vocabulary.known() : "perhaps `%s`".formatted(nearest));
  }

  private Clause compared(Subject subject, Token comparator) {
    for (Relation relation : Relation.values()) {
      if (subject.numeric() && relation.sign().equals(comparator.text())) {
        return new Clause.Figure(subject.key(), relation, numeral(subject));
      }
    }
    return switch (comparator.text()) {
      case "=" -> text(subject, Likeness.EQUAL, CHARS_MAX);
      case "!=" -> text(subject, Likeness.UNEQUAL, CHARS_MAX);
      default -> throw comparator(subject, comparator);
    };
  }

  private Numeral numeral(Subject subject) {
    Token value = take();
    if (value.kind() == Token.Kind.NUMBER) {
      return new Numeral(value.text());
    }
    // MLflow takes version_number = '3' as well.
    if (subject.key().entity() == Entity.ATTRIBUTE
        && (value.kind() == Token.Kind.STRING || value.kind() == Token.Kind.QUOTED)
        && value.text().matches("-?[0-9]{1,19}")) {
      return new Numeral(value.text());
    }
    throw wrong(value, "The value is no number", "a number such as 0.5");
  }

  private Clause text(Subject subject, Likeness likeness, int charsMax) {
    Token value = take();
    if (value.kind() != Token.Kind.STRING && value.kind() != Token.Kind.QUOTED) {
      throw wrong(value, "The value is no text", QUOTED);
    }
    if (value.text().length() > charsMax) {
      throw wrong(value, "The pattern is too long", "at most %d characters".formatted(charsMax));
    }
    return new Clause.Text(subject.key(), likeness, value.text());
  }

  private Clause list(Subject subject, Token comparator, boolean negated) {
    if (!subject.listed()) {
      throw comparator(subject, comparator);
    }
    Token open = take();
    if (open.kind() != Token.Kind.OPEN) {
      throw wrong(open, "The list is missing", "texts in quotes within parentheses");
    }
    List<String> values = new ArrayList<>();
    Token separator;
    do {
      Token value = take();
      boolean endsAfterComma = value.kind() == Token.Kind.CLOSE && !values.isEmpty();
      if (endsAfterComma) {
        break;
      }
      if (value.kind() != Token.Kind.STRING && value.kind() != Token.Kind.QUOTED) {
        throw wrong(value, "The list has something else than texts, or nothing", QUOTED);
      }
      if (values.size() == LIST_MAX) {
        throw tooMuch("a list has more entries", LIST_MAX + " entries");
      }
      values.add(value.text());
      separator = take();
      if (separator.kind() != Token.Kind.COMMA && separator.kind() != Token.Kind.CLOSE) {
        throw wrong(separator, "The list does not go on", "a comma or )");
      }
    } while (separator.kind() == Token.Kind.COMMA);
    return new Clause.OneOf(subject.key(), negated, values);
  }

  private Clause absence(Subject subject, Token comparator) {
    boolean negated = peek().is("NOT");
    if (negated) {
      take();
    }
    Token last = take();
    if (!last.is("NULL")) {
      throw wrong(last, "What follows IS is not understood", "NULL or NOT NULL");
    }
    if (!subject.absent()) {
      throw comparator(subject, comparator);
    }
    return new Clause.Absent(subject.key(), negated);
  }

  private static RuntimeException comparator(Subject subject, Token comparator) {
    String expected =
        (subject.numeric() ? "=, !=, <, <=, >, >=" : "=, !=, LIKE, ILIKE")
            + (subject.listed() ? ", IN, NOT IN" : "")
            + (subject.absent() ? ", IS NULL, IS NOT NULL" : "");
    return wrong(
        comparator,
        "Invalid comparator `%s` for `%s`"
            .formatted(Names.abbreviate(comparator.text()), Names.abbreviate(subject.key().name())),
        expected);
  }

  // The last token is END, and nothing follows it: whoever takes it finds it wrong.
  private Token take() {
    Token token = peek();
    at++;
    return token;
  }

  private Token peek() {
    return tokens.get(Math.min(at, tokens.size() - 1));
  }

  private static RuntimeException wrong(Token token, String what, String expected) {
    return Lexer.wrong(what, WHERE, token.at(), expected);
  }

  private static RuntimeException tooMuch(String what, String most) {
    return new Problem(
            Problem.Kind.INPUT, "The filter is too large: " + what, "", "at most " + most, "")
        .asException();
  }
}
