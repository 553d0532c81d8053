package dev.evenkeel.serving.grpc;

import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.AnsweredRequest;
import dev.evenkeel.serving.Deadlines;
import dev.evenkeel.serving.Selector;
import dev.evenkeel.serving.grpc.proto.InferParameter;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import dev.evenkeel.serving.grpc.proto.ModelStreamInferResponse;
import dev.evenkeel.serving.oip.InferReply;
import dev.evenkeel.serving.oip.InferRequest;
import dev.evenkeel.serving.oip.Inference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inference: a message becomes a request in tensors, its answer a message.
final class InferCall {
  private static final String TIMEOUT_MICROS = "timeout";
  private static final String CLASSIFICATION = "classification";

  /// Triton's clients ask by the one for the other on the last answer to a request.
  private static final String ASKS_FINAL = "triton_enable_empty_final_response";

  private static final String IS_FINAL = "triton_final_response";

  private final Inference inference;

  InferCall(Inference inference) {
    this.inference = inference;
  }

  ModelInferResponse answer(Asked<ModelInferRequest> asked) {
    ModelInferRequest message = asked.message();
    List<Tensor> inputs = GrpcTensors.inputs(message);
    InferReply reply =
        inference.infer(
            new InferRequest(
                message.getModelName(),
                Selector.versionOrTraffic(message.getModelVersion()),
                message.getId(),
                inputs,
                message.getOutputsList().stream().map(InferCall::output).toList(),
                deadlineNanos(asked),
                asked.stickyKey(),
                asked.contract(),
                AnsweredRequest.GRPC));
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(reply.model())
            .setModelVersion(reply.version())
            .setId(reply.id());
    GrpcTensors.put(reply.outputs(), message.getRawInputContentsCount() > 0, response);
    return response.build();
  }

  /// One message of a stream; its failure is said in the stream, which goes on.
  ModelStreamInferResponse answerInStream(Asked<ModelInferRequest> asked) {
    ModelInferRequest message = asked.message();
    try {
      ModelInferResponse.Builder response = answer(asked).toBuilder();
      if (isTrue(message.getParametersMap().get(ASKS_FINAL))) {
        response.putParameters(IS_FINAL, InferParameter.newBuilder().setBoolParam(true).build());
      }
      return ModelStreamInferResponse.newBuilder().setInferResponse(response).build();
    } catch (RuntimeException e) {
      String words = Statuses.of(e, "ModelStreamInfer").getDescription();
      return ModelStreamInferResponse.newBuilder()
          .setErrorMessage(words == null || words.isEmpty() ? "failed" : words)
          .setInferResponse(
              ModelInferResponse.newBuilder()
                  .setModelName(message.getModelName())
                  .setModelVersion(message.getModelVersion())
                  .setId(message.getId()))
          .build();
    }
  }

  private static boolean isTrue(@Nullable InferParameter parameter) {
    return parameter != null && parameter.getBoolParam();
  }

  private static InferRequest.Output output(InferRequestedOutputTensor wanted) {
    InferParameter classes = wanted.getParametersMap().get(CLASSIFICATION);
    if (classes == null) {
      return new InferRequest.Output(wanted.getName(), 0);
    }
    long count = whole(classes, CLASSIFICATION);
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw GrpcTensors.wrong(
          "parameter `classification` is %d".formatted(count), "outputs", "a number from 1");
    }
    return new InferRequest.Output(wanted.getName(), (int) count);
  }

  /// The earlier of the call's own and of what the parameter says; 0 says nothing.
  private static long deadlineNanos(Asked<ModelInferRequest> asked) {
    InferParameter timeout = asked.message().getParametersMap().get(TIMEOUT_MICROS);
    long micros = timeout == null ? 0 : whole(timeout, TIMEOUT_MICROS);
    if (micros < 0) {
      throw GrpcTensors.wrong(
          "parameter `timeout` is %d".formatted(micros), "parameters", "microseconds from 0");
    }
    return Deadlines.earlier(asked.deadlineNanos(), Deadlines.ofMicros(micros));
  }

  private static long whole(InferParameter parameter, String name) {
    return switch (parameter.getParameterChoiceCase()) {
      case INT64_PARAM -> parameter.getInt64Param();
      case UINT64_PARAM ->
          parameter.getUint64Param() < 0 ? Long.MAX_VALUE : parameter.getUint64Param();
      case BOOL_PARAM, STRING_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET ->
          throw GrpcTensors.wrong(
              "parameter `%s` is no whole number".formatted(name), "parameters", "int64_param");
    };
  }
}
