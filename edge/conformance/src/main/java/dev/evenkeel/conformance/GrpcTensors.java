package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;

import com.google.protobuf.ByteString;
import dev.evenkeel.conformance.proto.InferTensorContents;
import dev.evenkeel.conformance.proto.ModelInferRequest;
import dev.evenkeel.conformance.proto.ModelInferResponse;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Tensors as gRPC carries them.
final class GrpcTensors {
  private GrpcTensors() {}

  static ModelInferRequest.Builder typed(Server server, List<Values> inputs) {
    ModelInferRequest.Builder request = head(server, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      request.getInputsBuilder(i).setContents(contents(inputs.get(i)));
    }
    return request;
  }

  static ModelInferRequest.Builder raw(Server server, List<Values> inputs) {
    ModelInferRequest.Builder request = head(server, inputs);
    inputs.forEach(input -> request.addRawInputContents(input.raw()));
    return request;
  }

  private static ModelInferRequest.Builder head(Server server, List<Values> inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(server.model());
    for (Values input : inputs) {
      request
          .addInputsBuilder()
          .setName(input.name())
          .setDatatype(input.datatype())
          .addAllShape(input.shape());
    }
    return request;
  }

  private static InferTensorContents.Builder contents(Values input) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (Object value : input.data()) {
      switch (input.datatype()) {
        case "BOOL" -> contents.addBoolContents((Boolean) value);
        case "INT8", "INT16", "INT32" -> contents.addIntContents(((Number) value).intValue());
        case "INT64" -> contents.addInt64Contents(((Number) value).longValue());
        case "UINT8", "UINT16", "UINT32" -> contents.addUintContents(((Number) value).intValue());
        case "UINT64" -> contents.addUint64Contents(((Number) value).longValue());
        case "FP32" -> contents.addFp32Contents(((Number) value).floatValue());
        case "FP64" -> contents.addFp64Contents(((Number) value).doubleValue());
        case "BYTES" -> contents.addBytesContents(ByteString.copyFromUtf8(value.toString()));
        default -> throw new Check.NotOffered("`%s` has no typed form".formatted(input.datatype()));
      }
    }
    return contents;
  }

  static List<Values> outputs(ModelInferResponse response) {
    boolean raw = response.getRawOutputContentsCount() > 0;
    demand(
        !raw || response.getRawOutputContentsCount() == response.getOutputsCount(),
        "%d outputs and %d raw contents",
        response.getOutputsCount(),
        response.getRawOutputContentsCount());
    List<Values> outputs = new ArrayList<>();
    for (int i = 0; i < response.getOutputsCount(); i++) {
      ModelInferResponse.InferOutputTensor output = response.getOutputs(i);
      demand(
          Values.WIDTHS.containsKey(output.getDatatype()),
          "`%s` has datatype `%s`",
          output.getName(),
          output.getDatatype());
      Values read =
          raw
              ? Values.ofBinary(
                  output.getName(),
                  output.getDatatype(),
                  output.getShapeList(),
                  response.getRawOutputContents(i).toByteArray())
              : new Values(
                  output.getName(),
                  output.getDatatype(),
                  output.getShapeList(),
                  elements(output.getDatatype(), output.getContents()));
      demand(
          Values.count(read.shape()) == read.data().size(),
          "`%s` has shape %s and %d elements",
          read.name(),
          read.shape(),
          read.data().size());
      outputs.add(read);
    }
    return outputs;
  }

  private static List<Object> elements(String datatype, InferTensorContents contents) {
    return switch (datatype) {
      case "BOOL" -> List.copyOf(contents.getBoolContentsList());
      case "INT8", "INT16", "INT32" -> List.copyOf(contents.getIntContentsList());
      case "INT64" -> List.copyOf(contents.getInt64ContentsList());
      case "UINT8", "UINT16", "UINT32" ->
          contents.getUintContentsList().stream().<Object>map(Integer::toUnsignedLong).toList();
      case "UINT64" ->
          contents.getUint64ContentsList().stream()
              .<Object>map(value -> new BigInteger(Long.toUnsignedString(value)))
              .toList();
      case "FP32" -> List.copyOf(contents.getFp32ContentsList());
      case "FP64" -> List.copyOf(contents.getFp64ContentsList());
      case "BYTES" ->
          contents.getBytesContentsList().stream().<Object>map(ByteString::toStringUtf8).toList();
      default -> throw new Check.Broken("`%s` has no typed form".formatted(datatype));
    };
  }
}
