package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runtimes.onnx.Graph.External;
import dev.evenkeel.runtimes.onnx.Graph.Node;
import dev.evenkeel.runtimes.onnx.Graph.Value;
import dev.evenkeel.runtimes.onnx.Graph.Weights;
import dev.evenkeel.runtimes.onnx.Proto.Span;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The same model with three things changed: a ZipMap hands its tensor through, data of other files
/// lie inside, and inputs of unsigned integers, which ONNX Runtime's Java cannot make, come as the
/// signed ones of their width.
final class GraphRewrite {
  /// Stands before the name of an input whose type was changed.
  static final String SIGNED = "evenkeel_signed:";

  private static final int MODEL_BYTES_MAX = 1 << 30;
  private static final int FLOAT = 1;
  private static final Map<Integer, Integer> SIGNED_OF = Map.of(4, 5, 12, 6, 13, 7);

  private final Graph graph;
  private final String where;
  private final Function<String, Optional<byte[]>> files;
  private final Map<Integer, List<Piece>> replaced = new HashMap<>();
  private final List<Piece> added = new ArrayList<>();

  private GraphRewrite(Graph graph, Function<String, Optional<byte[]>> files, String where) {
    this.graph = graph;
    this.files = files;
    this.where = where;
  }

  /// @param files the other files of the model's folder, by their path in it
  static byte[] of(Graph graph, Function<String, Optional<byte[]>> files, String where) {
    GraphRewrite rewrite = new GraphRewrite(graph, files, where);
    graph.nodes().stream().filter(Node::isZipMap).forEach(rewrite::handThrough);
    graph.initializers().values().forEach(rewrite::takeInside);
    graph.inputs().forEach(rewrite::sign);
    return rewrite.write();
  }

  /// The model with its data inside, and nothing else changed.
  static byte[] whole(Graph graph, Function<String, Optional<byte[]>> files, String where) {
    GraphRewrite rewrite = new GraphRewrite(graph, files, where);
    graph.initializers().values().forEach(rewrite::takeInside);
    return rewrite.write();
  }

  /// Bytes that are part of a file.
  @SuppressWarnings("ArrayRecordComponent")
  private record Piece(byte[] bytes, int from, int length) {
    static Piece of(byte[] bytes) {
      return new Piece(bytes, 0, bytes.length);
    }

    static Piece of(byte[] bytes, Span span) {
      return new Piece(bytes, span.start(), span.length());
    }
  }

  private byte[] write() {
    if (replaced.isEmpty() && added.isEmpty()) {
      return graph.bytes();
    }
    List<Piece> inner = new ArrayList<>();
    Proto fields = Proto.of(graph.bytes(), graph.graph(), where);
    while (fields.next()) {
      List<Piece> instead = replaced.get(fields.field().start());
      inner.addAll(instead == null ? List.of(Piece.of(graph.bytes(), fields.field())) : instead);
    }
    inner.addAll(added);
    List<Piece> outer = new ArrayList<>();
    Proto model = Proto.of(graph.bytes(), where);
    while (model.next()) {
      if (model.number() == 7) {
        outer.addAll(field(7, inner));
      } else {
        outer.add(Piece.of(graph.bytes(), model.field()));
      }
    }
    return joined(outer);
  }

  /// Other outputs keep the name that the ZipMap's had; only their type is another.
  private void handThrough(Node zipMap) {
    String output = zipMap.outputs().getFirst();
    replaced.put(
        zipMap.field().start(),
        List.of(Piece.of(node("Identity", zipMap.inputs().getFirst(), output, new byte[0]))));
    graph.outputs().stream()
        .filter(value -> value.name().equals(output))
        .forEach(value ->
            replaced.put(
                value.field().start(),
                List.of(Piece.of(value(12, output, FLOAT, Optional.empty())))));
  }

  private void takeInside(Weights weights) {
    weights
        .external()
        .ifPresent(external -> {
          byte[] data = data(weights, external);
          ByteArrayOutputStream rest = new ByteArrayOutputStream();
          Proto field = Proto.of(graph.bytes(), weights.field(), where);
          field.next();
          Proto tensor = field.message();
          while (tensor.next()) {
            if (tensor.number() != 13 && tensor.number() != 14 && tensor.number() != 9) {
              rest.write(graph.bytes(), tensor.field().start(), tensor.field().length());
            }
          }
          List<Piece> content = new ArrayList<>(List.of(Piece.of(rest.toByteArray())));
          content.addAll(
              field(9, List.of(new Piece(data, (int) external.offset(), (int) weights.bytes()))));
          replaced.put(weights.field().start(), field(5, content));
        });
  }

  private byte[] data(Weights weights, External external) {
    demandInside(weights, external.location());
    byte[] data =
        files
            .apply(external.location())
            .orElseThrow(() ->
                new Problem(
                        Problem.Kind.INPUT,
                        "the data of tensor `%s` are in `%s`, which is not beside the graph"
                            .formatted(
                                Names.abbreviate(weights.name()),
                                Names.abbreviate(external.location())),
                        where,
                        "one file with everything, or a folder with all files",
                        "serve the folder that MLflow logged, or save with"
                            + " `onnx.save_model(model, path, save_as_external_data=False)`")
                    .asException());
    boolean fits =
        weights.bytes() <= data.length
            && external.offset() <= data.length - weights.bytes()
            && (external.length() < 0 || external.length() == weights.bytes());
    if (!fits) {
      throw Proto.of(data, where)
          .broken(
              "tensor `%s` claims %d bytes that `%s` has not"
                  .formatted(
                      Names.abbreviate(weights.name()),
                      weights.bytes(),
                      Names.abbreviate(external.location())));
    }
    return data;
  }

  private void demandInside(Weights weights, String location) {
    boolean isInside =
        !location.isEmpty()
            && location.chars().noneMatch(each -> each < ' ' || each == '\\' || each == ':')
            && !location.startsWith("~")
            && Stream.of(location.split("/", -1))
                .noneMatch(step -> step.isEmpty() || step.equals(".."));
    if (!isInside) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the data of tensor `%s` are said to be outside of the model's folder, at `%s`"
                  .formatted(Names.abbreviate(weights.name()), Names.abbreviate(location)),
              where,
              "a file beside the graph",
              "save the model again")
          .asException();
    }
  }

  private void sign(Value input) {
    Integer signed = SIGNED_OF.get(input.elementType());
    if (signed == null) {
      return;
    }
    String outside = SIGNED + input.name();
    replaced.put(
        input.field().start(), List.of(Piece.of(value(11, outside, signed, input.shape()))));
    // Attribute `to` of kind INT.
    byte[] to = message(5, bytes(text(1, "to"), number(3, input.elementType()), number(20, 2)));
    added.add(Piece.of(node("Cast", outside, input.name(), to)));
  }

  private static byte[] node(String operator, String input, String output, byte[] attribute) {
    return message(1, bytes(text(1, input), text(2, output), text(4, operator), attribute));
  }

  private byte[] value(int number, String name, int elementType, Optional<Span> shape) {
    byte[] sizes =
        shape
            .map(span -> java.util.Arrays.copyOfRange(graph.bytes(), span.start(), span.end()))
            .orElse(new byte[0]);
    byte[] type = message(2, message(1, bytes(number(1, elementType), sizes)));
    return message(number, bytes(text(1, name), type));
  }

  private static byte[] text(int number, String text) {
    return message(number, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] message(int number, byte[] content) {
    return bytes(varint((long) number << 3 | Proto.BYTES), varint(content.length), content);
  }

  private static byte[] number(int number, long value) {
    return bytes(varint((long) number << 3), varint(value));
  }

  private List<Piece> field(int number, List<Piece> content) {
    long length = content.stream().mapToLong(Piece::length).sum();
    if (length > MODEL_BYTES_MAX) {
      throw tooLarge(length);
    }
    List<Piece> field = new ArrayList<>();
    field.add(Piece.of(bytes(varint((long) number << 3 | Proto.BYTES), varint(length))));
    field.addAll(content);
    return field;
  }

  private ProblemException tooLarge(long length) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "a graph of %d bytes with its data".formatted(length),
            where,
            "at most " + MODEL_BYTES_MAX,
            "")
        .asException();
  }

  private static byte[] varint(long value) {
    byte[] written = new byte[10];
    int length = 0;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      written[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    written[length++] = (byte) rest;
    return java.util.Arrays.copyOf(written, length);
  }

  private static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private byte[] joined(List<Piece> pieces) {
    long length = pieces.stream().mapToLong(Piece::length).sum();
    if (length > MODEL_BYTES_MAX) {
      throw tooLarge(length);
    }
    byte[] all = new byte[(int) length];
    int at = 0;
    for (Piece piece : pieces) {
      System.arraycopy(piece.bytes(), piece.from(), all, at, piece.length());
      at += piece.length();
    }
    return all;
  }
}
