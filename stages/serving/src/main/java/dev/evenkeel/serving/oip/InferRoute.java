package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.serving.AnsweredRequest;
import dev.evenkeel.serving.AskedContract;
import dev.evenkeel.serving.Deadlines;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Inference by HTTP.
final class InferRoute {
  /// As Triton's default.
  static final int BODY_BYTES_MAX = 64 << 20;

  /// What a byte of JSON takes more in memory, while tensors are made of it.
  private static final int JSON_WEIGHT = 8;

  private static final String HEADER = "Inference-Header-Content-Length";

  private final Inference inference;
  private final Deployments deployments;

  InferRoute(Inference inference, Deployments deployments) {
    this.inference = inference;
    this.deployments = deployments;
  }

  Reply answer(Request request) {
    long deadlineNanos = Deadlines.ofHeader(request);
    byte[] body = Compression.body(request, BODY_BYTES_MAX);
    request.endWithClient();
    // Decided by this header alone: one of the clients calls binary bodies JSON.
    Optional<Integer> header =
        request.header(HEADER).map(written -> headerBytes(written, body.length));
    if (header.isPresent() && header.get() == 0) {
      return raw(request, body, deadlineNanos);
    }
    request.hold((long) JSON_WEIGHT * header.orElse(body.length));
    InferBody read = InferBody.read(body, header.orElse(body.length));
    InferReply reply =
        inference.infer(
            new InferRequest(
                request.path("name"),
                selector(request),
                read.id(),
                read.inputs(),
                read.outputs().stream().map(InferBody.Wanted::output).toList(),
                Deadlines.earlier(deadlineNanos, Deadlines.ofMicros(read.timeoutMicros())),
                request.header(Deployments.STICKY_KEY).orElse(""),
                request.header(AskedContract.HEADER).orElse(""),
                AnsweredRequest.V2));
    return sent(request, reply, read::isBinary);
  }

  /// The whole body is the only input, of one row; all outputs come back in binary form.
  private Reply raw(Request request, byte[] body, long deadlineNanos) {
    InferReply reply =
        inference.infer(
            new InferRequest(
                request.path("name"),
                selector(request),
                "",
                List.of(rawInput(request, body)),
                List.of(),
                deadlineNanos,
                request.header(Deployments.STICKY_KEY).orElse(""),
                request.header(AskedContract.HEADER).orElse(""),
                AnsweredRequest.V2));
    return sent(request, reply, _ -> true);
  }

  private Tensor rawInput(Request request, byte[] body) {
    List<TensorSpec> specs;
    try (Lease lease = deployments.acquire(request.path("name"), selector(request), "")) {
      specs = Inference.inputs(lease.deployed());
    }
    if (specs.size() != 1) {
      throw FieldTensors.wrong(
          "a raw request for a model of %d inputs".formatted(specs.size()), "one input");
    }
    TensorSpec spec = specs.getFirst();
    List<Long> shape = new ArrayList<>();
    spec.shape().forEach(size -> shape.add(size < 0 ? 1L : size));
    if (spec.datatype() == Datatype.BYTES) {
      return new Tensor(spec.name(), spec.datatype(), shape, new Tensor.Variable(List.of(body)));
    }
    long count = Shapes.elements(spec.name(), shape);
    return BinaryTail.of(spec.name(), spec.datatype(), shape, count, body, 0, body.length);
  }

  private static Reply sent(Request request, InferReply reply, Predicate<String> isBinary) {
    ReplyBody body = ReplyBody.of(reply, isBinary);
    Map<String, String> headers = new LinkedHashMap<>();
    String type = "application/json";
    if (body.headerBytes() >= 0) {
      headers.put(HEADER, String.valueOf(body.headerBytes()));
      type = "application/octet-stream";
    }
    byte[] bytes = body.bytes();
    Optional<String> packing = Compression.wanted(request, bytes.length);
    if (packing.isPresent()) {
      headers.put("Content-Encoding", packing.get());
      bytes = Compression.pack(bytes, packing.get());
    }
    return new Reply.Whole(200, type, bytes, headers);
  }

  private static int headerBytes(String written, int bodyBytes) {
    try {
      int bytes = Integer.parseInt(written.strip());
      if (bytes >= 0 && bytes <= bodyBytes) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    throw new Problem(
            Problem.Kind.MALFORMED,
            "%s is `%s`".formatted(HEADER, Names.abbreviate(written)),
            "",
            "the bytes of JSON, 0 to %d".formatted(bodyBytes),
            "")
        .asException();
  }

  static Selector selector(Request request) {
    return Selector.versionOrTraffic(request.path("version"));
  }
}
