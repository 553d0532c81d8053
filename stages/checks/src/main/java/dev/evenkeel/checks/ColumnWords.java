package dev.evenkeel.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a column's name says of its values, in English; a guess that a person must look at.
final class ColumnWords {
  private static final Set<String> KEYS =
      Set.of("id", "uuid", "guid", "key", "sku", "isbn", "ean", "iban");
  private static final Set<String> PERSONAL =
      Set.of(
          "email",
          "mail",
          "phone",
          "telephone",
          "mobile",
          "fax",
          "iban",
          "ssn",
          "passport",
          "surname",
          "firstname",
          "lastname",
          "fullname",
          "birthday",
          "birthdate",
          "dob",
          "salary");
  private static final List<List<String>> PERSONAL_PAIRS =
      List.of(
          List.of("first", "name"),
          List.of("last", "name"),
          List.of("full", "name"),
          List.of("family", "name"),
          List.of("given", "name"),
          List.of("maiden", "name"),
          List.of("customer", "name"),
          List.of("person", "name"),
          List.of("date", "birth"),
          List.of("birth", "date"),
          List.of("date", "of", "birth"),
          List.of("tax", "number"),
          List.of("home", "address"),
          List.of("street", "address"),
          List.of("ip", "address"));

  private ColumnWords() {}

  /// `customerId`, `customer_id`, `customer id`: customer, id.
  static List<String> of(String name) {
    String[] parts =
        name.substring(0, Math.min(name.length(), 200))
            .replaceAll("([\\p{Ll}0-9])(\\p{Lu})", "$1 $2")
            .toLowerCase(Locale.ROOT)
            .split("[^\\p{L}0-9]+");
    List<String> words = new ArrayList<>(List.of(parts));
    words.removeIf(String::isEmpty);
    return words;
  }

  static boolean isKey(String name) {
    List<String> words = of(name);
    return !words.isEmpty() && KEYS.contains(words.getLast());
  }

  static boolean isPersonal(String name) {
    List<String> words = of(name);
    return words.stream().anyMatch(PERSONAL::contains)
        || PERSONAL_PAIRS.stream()
            .anyMatch(pair -> java.util.Collections.indexOfSubList(words, pair) >= 0);
  }

  static boolean isPhone(String name) {
    return of(name).stream()
        .anyMatch(Set.of("phone", "telephone", "tel", "mobile", "fax")::contains);
  }
}
