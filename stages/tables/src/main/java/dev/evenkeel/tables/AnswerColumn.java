package dev.evenkeel.tables;

import java.util.List;

/// A column that is put behind those of a file.
public sealed interface AnswerColumn {
  /// What it is called.
  String name();

  /// A number for each row.
  record Numeric(String name) implements AnswerColumn {}

  /// One of some words for each row, told by its position.
  record Word(String name, List<String> words) implements AnswerColumn {
    public Word {
      words = List.copyOf(words);
    }
  }

  /// The same text in each row.
  record Constant(String name, String value) implements AnswerColumn {}
}
