package dev.evenkeel.models.trees;

import dev.evenkeel.base.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;

/// Reads JSON as XGBoost writes it, with the words for infinities and for no number.
final class JsonDocument {
  private final Refusal refusal;
  private final DocumentBuilder document;
  private final JsonParser parser;

  private JsonDocument(JsonParser parser, Refusal refusal) {
    this.parser = parser;
    this.refusal = refusal;
    this.document = new DocumentBuilder(refusal);
  }

  static Value read(byte[] json, Refusal refusal) {
    try (JsonParser parser =
        Json.mapper().reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).createParser(json)) {
      JsonDocument reader = new JsonDocument(parser, refusal);
      Value value = reader.value(parser.nextToken(), "the document");
      if (parser.nextToken() != null) {
        throw refusal.malformed("not JSON: something stands behind the end", "one JSON document");
      }
      return value;
    } catch (JacksonException e) {
      throw Json.refusal(e, refusal.where());
    }
  }

  private Value value(JsonToken token, String name) {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Figure(parser.getDoubleValue());
      case VALUE_TRUE -> new Value.Figure(1);
      case VALUE_FALSE -> new Value.Figure(0);
      case VALUE_NULL -> new Value.Nothing();
      case VALUE_STRING -> {
        document.count();
        yield new Value.Text(parser.getString());
      }
      case START_ARRAY -> list(name);
      case START_OBJECT -> object();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw refusal.malformed("not JSON: it ends early", "one JSON document");
    };
  }

  private Value list(String name) {
    document.count();
    DocumentBuilder.Growing list = document.new Growing(name);
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
        list.add(parser.getDoubleValue());
      } else {
        list.add(value(token, name));
      }
    }
    return list.build();
  }

  private Value object() {
    document.count();
    DocumentBuilder.GrowingFields object = document.new GrowingFields();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (DocumentBuilder.isIgnored(name)) {
        parser.skipChildren();
      } else {
        object.put(name, value(token, name));
      }
    }
    return object.build();
  }
}
