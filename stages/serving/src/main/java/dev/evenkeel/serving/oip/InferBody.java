package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.oip.InferRequest.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.ObjectReader;

/// The body of an inference request, as JSON with binary tensors behind it where it says so.
///
/// @param outputs with whether each is wanted in binary form
/// @param timeoutMicros 0 for none
record InferBody(
    String id, List<Tensor> inputs, List<Wanted> outputs, boolean allBinary, long timeoutMicros) {
  private static final int TENSORS_MAX = 10_000;
  static final ObjectReader READER =
      Json.mapper().reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

  InferBody {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// @param binary empty means as the whole request says
  record Wanted(Output output, Optional<Boolean> binary) {}

  boolean isBinary(String output) {
    return outputs.stream()
        .filter(wanted -> wanted.output().name().equals(output))
        .findFirst()
        .flatMap(Wanted::binary)
        .orElse(allBinary);
  }

  /// @param header bytes of JSON; what follows is the tensors' binary form
  static InferBody read(byte[] body, int header) {
    BinaryTail tail = new BinaryTail(body, header);
    try (JsonParser parser = READER.createParser(body, 0, header)) {
      InferBody read = new Reading(parser, body, tail).request();
      if (parser.nextToken() != null) {
        throw malformed("something follows the request", "one object");
      }
      tail.demandUsedUp();
      return read;
    } catch (StreamConstraintsException e) {
      throw new Problem(
              Problem.Kind.MALFORMED,
              "the request is nested too deep or a number is too long",
              "",
              "",
              "")
          .asException(e);
    } catch (JacksonException e) {
      throw malformed("the body is no JSON", "an inference request");
    }
  }

  static RuntimeException malformed(String what, String expected) {
    return new Problem(Problem.Kind.MALFORMED, what, "", expected, "").asException();
  }

  /// One pass over the tokens.
  // It is used once and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Reading(JsonParser parser, byte[] body, BinaryTail tail) {
    InferBody request() {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the body is no object", "an inference request");
      }
      String id = "";
      List<Tensor> inputs = new ArrayList<>();
      List<Wanted> outputs = new ArrayList<>();
      Map<String, Object> parameters = Map.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "id" -> id = value == JsonToken.VALUE_NULL ? "" : text("id");
          case "inputs" -> list("inputs", () -> inputs.add(input()));
          case "outputs" -> {
            if (value != JsonToken.VALUE_NULL) {
              list("outputs", () -> outputs.add(output()));
            }
          }
          case "parameters" -> parameters = parameters();
          default -> parser.skipChildren();
        }
        if (inputs.size() > TENSORS_MAX || outputs.size() > TENSORS_MAX) {
          throw malformed("more than %d tensors".formatted(TENSORS_MAX), "fewer");
        }
      }
      return new InferBody(
          id,
          inputs,
          outputs,
          flag(parameters, "binary_data_output").orElse(false),
          timeout(parameters));
    }

    private void list(String name, Runnable element) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw malformed("`%s` is no list".formatted(name), "a list of objects");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw malformed("`%s` holds no object".formatted(name), "a list of objects");
        }
        element.run();
      }
    }

    private Tensor input() {
      String name = "";
      @Nullable Datatype datatype = null;
      @Nullable List<Long> shape = null;
      TensorData data = new TensorData.Nothing();
      Map<String, Object> parameters = Map.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "name" -> name = text("name");
          case "datatype" -> datatype = datatype();
          case "shape" -> shape = shape();
          case "data" -> data = TensorData.read(parser, body, datatype);
          case "parameters" -> parameters = parameters();
          default -> parser.skipChildren();
        }
      }
      if (name.isEmpty() || datatype == null || shape == null) {
        throw malformed(
            "an input without name, datatype or shape", "{name, shape, datatype, data}");
      }
      long count = Shapes.elements(name, shape);
      Object size = parameters.get("binary_data_size");
      if (size != null) {
        if (!(data instanceof TensorData.Nothing)) {
          throw malformed(
              "input `%s` has data and binary data".formatted(Names.abbreviate(name)),
              "one of them");
        }
        return tail.tensor(name, datatype, shape, count, size);
      }
      return data.tensor(
          name, datatype, shape, count, "base64".equals(parameters.get("content_type")));
    }

    private Wanted output() {
      String name = "";
      Map<String, Object> parameters = Map.of();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String member = parser.currentName();
        parser.nextToken();
        switch (member) {
          case "name" -> name = text("name");
          case "parameters" -> parameters = parameters();
          default -> parser.skipChildren();
        }
      }
      if (name.isEmpty()) {
        throw malformed("an output without a name", "{name}");
      }
      Object classes = parameters.getOrDefault("classification", 0L);
      if (!(classes instanceof Long count) || count < 0 || count > 100_000) {
        throw malformed("classification of `%s`".formatted(classes), "a number of classes");
      }
      return new Wanted(new Output(name, (int) (long) count), flag(parameters, "binary_data"));
    }

    private String text(String what) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw malformed("`%s` is no string".formatted(what), "a string");
      }
      return parser.getString();
    }

    private Datatype datatype() {
      String written = text("datatype");
      try {
        return Datatype.valueOf(written.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw malformed(
            "datatype `%s` is unknown".formatted(Names.abbreviate(written)),
            "BOOL, UINT8 to UINT64, INT8 to INT64, FP16, BF16, FP32, FP64 or BYTES");
      }
    }

    private List<Long> shape() {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw malformed("`shape` is no list", "a list of sizes");
      }
      List<Long> shape = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
            || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            || shape.size() >= Shapes.DIMENSIONS_MAX) {
          throw malformed("`shape` is no list of sizes", "up to 32 whole numbers");
        }
        shape.add(parser.getLongValue());
      }
      return shape;
    }

    private Map<String, Object> parameters() {
      return Parameters.read(parser);
    }

    private static Optional<Boolean> flag(Map<String, Object> parameters, String name) {
      Object value = parameters.get(name);
      if (value == null) {
        return Optional.empty();
      }
      if (value instanceof Boolean flag) {
        return Optional.of(flag);
      }
      throw malformed("parameter `%s` is no truth value".formatted(name), "true or false");
    }

    private static long timeout(Map<String, Object> parameters) {
      Object value = parameters.getOrDefault("timeout", 0L);
      if (value instanceof Long micros && micros >= 0) {
        return micros;
      }
      throw malformed("parameter `timeout` is no number of microseconds", "0 or more");
    }
  }
}
