package dev.evenkeel.serving.oip;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parameters of requests and tensors: strings, whole numbers, numbers and truth values; unknown
/// names are allowed.
final class Parameters {
  private static final int COUNT_MAX = 1_000;

  private Parameters() {}

  static Map<String, Object> read(JsonParser parser) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return parameters;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw InferBody.malformed("`parameters` is no object", "an object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      switch (parser.nextToken()) {
        case VALUE_STRING -> parameters.put(name, parser.getString());
        case VALUE_TRUE -> parameters.put(name, true);
        case VALUE_FALSE -> parameters.put(name, false);
        case VALUE_NUMBER_FLOAT -> parameters.put(name, parser.getDoubleValue());
        case VALUE_NUMBER_INT -> {
          if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw InferBody.malformed("parameter of more than 64 bits", "a 64-bit integer");
          }
          parameters.put(name, parser.getLongValue());
        }
        // `headers` is an object; what we do not know, we do not read.
        case null, default -> parser.skipChildren();
      }
      if (parameters.size() > COUNT_MAX) {
        throw InferBody.malformed("more than %d parameters".formatted(COUNT_MAX), "fewer");
      }
    }
    return parameters;
  }
}
