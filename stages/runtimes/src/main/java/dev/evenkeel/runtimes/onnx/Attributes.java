package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.runtimes.onnx.Graph.Node;
import dev.evenkeel.runtimes.onnx.Proto.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Reads attributes of a node when somebody asks for them.
final class Attributes {
  private final byte[] bytes;
  private final String where;

  Attributes(byte[] bytes, String where) {
    this.bytes = bytes;
    this.where = where;
  }

  /// Its integers; none when it has no such attribute.
  long[] integers(Node node, String name) {
    LongStream.Builder numbers = LongStream.builder();
    Proto attribute = open(node, name);
    while (attribute.next()) {
      if (attribute.number() == 8) {
        attribute.numbers(numbers::add);
      } else if (attribute.number() == 3) {
        // One number where several may stand; the default of a list is none.
        attribute.number64();
      }
    }
    return numbers.build().toArray();
  }

  /// Its single integer.
  long integer(Node node, String name, long otherwise) {
    long read = otherwise;
    Proto attribute = open(node, name);
    while (attribute.next()) {
      if (attribute.number() == 3) {
        read = attribute.number64();
      }
    }
    return read;
  }

  /// Its texts; none when it has no such attribute.
  List<String> texts(Node node, String name) {
    List<String> texts = new ArrayList<>();
    Proto attribute = open(node, name);
    while (attribute.next()) {
      if (attribute.number() == 9) {
        texts.add(attribute.text(attribute.span()));
      }
    }
    return texts;
  }

  /// How many elements it has: floats, integers, texts or those of a tensor.
  long size(Node node, String name) {
    long[] size = {0};
    Proto attribute = open(node, name);
    while (attribute.next()) {
      switch (attribute.number()) {
        case 5 ->
            size[0] +=
                new TensorReader(bytes, where)
                    .read(attribute.message(), attribute.field()).sizes().stream()
                        .reduce(1L, Math::multiplyExact);
        case 7 -> size[0] += attribute.fixedNumbers(4);
        case 8 -> attribute.numbers(_ -> size[0]++);
        case 9 -> size[0]++;
        default -> {
          // its name and kind
        }
      }
    }
    return size[0];
  }

  private Proto open(Node node, String name) {
    Span span = node.attributes().get(name);
    return span == null ? Proto.of(bytes, new Span(0, 0), where) : Proto.of(bytes, span, where);
  }
}
