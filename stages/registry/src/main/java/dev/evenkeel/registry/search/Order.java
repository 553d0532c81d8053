package dev.evenkeel.registry.search;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One key that a search is sorted by.
record Order(Key key, boolean ascending) {
  /// As many as a token has room for.
  static final int KEYS_MAX = 20;

  static final int CHARS_MAX = 1_000;

  /// Reads an `order_by`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one cannot be read, is of no
  ///   key to sort by, or names a key that another names
  static List<Order> parse(List<String> orderBy, Vocabulary vocabulary) {
    if (orderBy.size() > KEYS_MAX) {
      throw Problem.of(
              Problem.Kind.INPUT, "`order_by` has more than %d keys".formatted(KEYS_MAX), "")
          .asException();
    }
    List<Order> orders = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    for (int index = 0; index < orderBy.size(); index++) {
      Order order = parse(orderBy.get(index), "order_by[%d]".formatted(index), vocabulary);
      if (!seen.add(order.key())) {
        throw twice(order.key().name());
      }
      orders.add(order);
    }
    return List.copyOf(orders);
  }

  /// Refuses a key that stands twice in an order.
  static RuntimeException twice(String name) {
    return Problem.of(
            Problem.Kind.INPUT,
            "`order_by` contains duplicate fields: `%s`".formatted(Names.abbreviate(name)),
            "")
        .asException();
  }

  private static Order parse(String text, String where, Vocabulary vocabulary) {
    if (text.length() > CHARS_MAX) {
      throw Lexer.wrong(
          "It is too long", where, CHARS_MAX, "at most %d characters".formatted(CHARS_MAX));
    }
    List<Token> tokens = Lexer.tokens(text, where);
    Token name = tokens.getFirst();
    Key key =
        switch (name.kind()) {
          case WORD, PATH, QUOTED, TICKED ->
              vocabulary
                  .order(name.owner(), name.text())
                  .orElseThrow(() ->
                      Lexer.wrong(
                          "Invalid order_by key `%s`".formatted(Names.abbreviate(text)),
                          where,
                          name.at(),
                          vocabulary.sortable()));
          case STRING, NUMBER, OPERATOR, OPEN, COMMA, CLOSE, END ->
              throw Lexer.wrong(
                  "An order must begin with a key", where, name.at(), vocabulary.sortable());
        };
    Token direction = tokens.get(1);
    boolean directed = direction.is("ASC") || direction.is("DESC");
    Token end = tokens.get(directed ? 2 : 1);
    if (end.kind() != Token.Kind.END) {
      throw Lexer.wrong(
          "Invalid order_by clause", where, end.at(), "a key, and ASC or DESC after it");
    }
    return new Order(key, !direction.is("DESC"));
  }
}
