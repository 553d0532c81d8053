package dev.evenkeel.registry.search;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.PageSeal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Where the next page of a search starts: the order's values of the last row that was answered,
/// signed together with the search and whom it answered. It is no secret; what was altered, or is
/// another's, is refused, and the search's own conditions hold on every page anyhow.
final class PageToken {
  private static final int CHARS_MAX = 100_000;

  private PageToken() {}

  /// A token that only [#read] with the same search takes.
  ///
  /// @param search everything that the pages of one search have in common
  static String write(PageSeal seal, String search, List<Optional<String>> values) {
    List<Object> written = new ArrayList<>();
    // A list holds no null, so an empty list stands for it.
    values.forEach(value -> written.add(value.<Object>map(text -> text).orElse(List.of())));
    byte[] payload = Json.write(written);
    byte[] token =
        ByteBuffer.allocate(PageSeal.BYTES + payload.length)
            .put(seal.sign(search, payload))
            .put(payload)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// The values that were written.
  ///
  /// @param count of the order's columns
  /// @throws ProblemException of kind `INPUT` when it is no token of this search
  static List<Optional<String>> read(PageSeal seal, String search, String token, int count) {
    if (token.length() > CHARS_MAX) {
      throw invalid();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    if (bytes.length <= PageSeal.BYTES) {
      throw invalid();
    }
    byte[] payload = Arrays.copyOfRange(bytes, PageSeal.BYTES, bytes.length);
    if (!seal.holds(Arrays.copyOf(bytes, PageSeal.BYTES), search, payload)) {
      throw invalid();
    }
    return values(payload, count);
  }

  private static List<Optional<String>> values(byte[] payload, int count) {
    JsonNode written;
    try {
      written = Json.parse(payload, "page_token");
    } catch (ProblemException e) {
      throw invalid();
    }
    if (!written.isArray() || written.size() != count) {
      throw invalid();
    }
    List<Optional<String>> values = new ArrayList<>();
    for (JsonNode value : written.values()) {
      values.add(value.isString() ? Optional.of(value.stringValue()) : Optional.empty());
    }
    return values;
  }

  /// What a client is told that sent another token than it was given.
  static RuntimeException invalid() {
    return new Problem(
            Problem.Kind.INPUT,
            "Invalid page token",
            "page_token",
            "the next_page_token of the same search with the same filter and order",
            "ask for the first page again")
        .asException();
  }
}
