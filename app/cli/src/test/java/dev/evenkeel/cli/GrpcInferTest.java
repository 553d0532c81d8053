package dev.evenkeel.cli;

import static dev.evenkeel.cli.InferenceClient.floats;
import static dev.evenkeel.cli.InferenceClient.input;
import static dev.evenkeel.cli.InferenceClient.output;
import static dev.evenkeel.cli.InferenceClient.raw;
import static dev.evenkeel.cli.InferenceClient.request;
import static dev.evenkeel.cli.InferenceClient.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.evenkeel.serving.grpc.proto.InferParameter;
import dev.evenkeel.serving.grpc.proto.InferTensorContents;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest.InferInputTensor;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Inference over gRPC: tensors of every datatype in both of their forms.
class GrpcInferTest extends ServedGrpc {
  @Test
  void typedContentsAreAnsweredByTypedContents() {
    ModelInferResponse response =
        client.infer(typed(ServedModels.TREES, "input", 2, 0, 3, 1.5f, -2).setId("seven").build());

    assertThat(response.getId()).isEqualTo("seven");
    assertThat(response.getModelName()).isEqualTo(ServedModels.TREES);
    assertThat(response.getModelVersion()).isEqualTo("1");
    assertThat(response.getRawOutputContentsCount()).isZero();
    assertThat(output(response, "label").getContents().getBytesContentsList())
        .extracting(ByteString::toStringUtf8)
        .containsExactly("stays", "leaves");
    assertThat(output(response, "probabilities").getShapeList()).containsExactly(2L, 2L);
    assertThat(floats(response, "probabilities"))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(STAYS, 1 - STAYS, 1 - STAYS, STAYS);
  }

  @Test
  void rawContentsAreAnsweredByRawContentsWithTheSameBits() {
    ModelInferResponse raw = client.infer(raw(ServedModels.TREES, "input", 2, 0, 3).build());
    ModelInferResponse typed = client.infer(typed(ServedModels.TREES, "input", 2, 0, 3).build());

    assertThat(raw.getRawOutputContentsCount()).isEqualTo(2);
    assertThat(raw.getOutputsList()).noneMatch(output -> output.hasContents());
    assertThat(raw.getRawOutputContents(0).toByteArray())
        .isEqualTo("\5\0\0\0stays".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(floats(raw, "probabilities")).containsExactly(floats(typed, "probabilities"));
    assertThat(raw.getId()).isNotEmpty();
  }

  @Test
  void everyDatatypeComesBackAsItWasSentRawAndTyped() {
    ModelInferRequest.Builder typed = ModelInferRequest.newBuilder().setModelName("types");
    ModelInferRequest.Builder raw = ModelInferRequest.newBuilder().setModelName("types");
    for (Element element : ELEMENTS) {
      raw.addInputs(input("in_" + element.datatype(), element.datatype(), 2, 2))
          .addRawInputContents(ByteString.fromHex(element.raw()));
      if (element.typed() != null) {
        typed.addInputs(
            input("in_" + element.datatype(), element.datatype(), 2, 2)
                .setContents(element.typed()));
      }
    }

    ModelInferResponse answered = client.infer(raw.build());

    assertThat(answered.getOutputsCount()).isEqualTo(ELEMENTS.size());
    for (Element element : ELEMENTS) {
      var output = output(answered, "out_" + element.datatype());
      assertThat(output.getDatatype()).isEqualTo(element.datatype());
      assertThat(output.getShapeList()).containsExactly(1L, 2L);
      assertThat(answered.getRawOutputContents(answered.getOutputsList().indexOf(output)))
          .as(element.datatype())
          .isEqualTo(ByteString.fromHex(element.raw()));
    }
    // A graph wants all its inputs, and two types have no typed form, so these are only read.
    assertThat(client.refusal(typed.build()).getDescription())
        .containsPattern("input `in_B?F(P)?16` is missing");
  }

  /// Two elements, as bytes and in the list of their type.
  private record Element(
      String datatype,
      String raw,
      InferTensorContents.@org.jspecify.annotations.Nullable Builder typed) {}

  private static final List<Element> ELEMENTS =
      List.of(
          new Element("BOOL", "0100", contents().addBoolContents(true).addBoolContents(false)),
          new Element("UINT8", "ff00", contents().addUintContents(255).addUintContents(0)),
          new Element("UINT16", "ffff0100", contents().addUintContents(65535).addUintContents(1)),
          new Element(
              "UINT32", "ffffffff01000000", contents().addUintContents(-1).addUintContents(1)),
          new Element(
              "UINT64",
              "ffffffffffffffff0100000000000000",
              contents().addUint64Contents(-1).addUint64Contents(1)),
          new Element("INT8", "807f", contents().addIntContents(-128).addIntContents(127)),
          new Element("INT16", "0080ff7f", contents().addIntContents(-32768).addIntContents(32767)),
          new Element(
              "INT32",
              "00000080ffffff7f",
              contents().addIntContents(Integer.MIN_VALUE).addIntContents(Integer.MAX_VALUE)),
          new Element(
              "INT64",
              "0000000000000080ffffffffffffff7f",
              contents().addInt64Contents(Long.MIN_VALUE).addInt64Contents(Long.MAX_VALUE)),
          new Element("FP16", "003c007c", null),
          new Element("BF16", "803f807f", null),
          new Element("FP32", "0000803f0000c0ff", contents().addFp32Contents(1).addFp32Contents(0)),
          new Element(
              "FP64",
              "000000000000f03f000000000000f07f",
              contents().addFp64Contents(1).addFp64Contents(2)),
          new Element(
              "BYTES",
              "0200000068690000" + "0000",
              contents()
                  .addBytesContents(ByteString.copyFromUtf8("hi"))
                  .addBytesContents(ByteString.EMPTY)));

  private static InferTensorContents.Builder contents() {
    return InferTensorContents.newBuilder();
  }

  @Test
  void numbersOfAnyDatatypeAreReadForTheMatrix() {
    for (Element element : ELEMENTS) {
      if (element.datatype().equals("BYTES") || element.datatype().endsWith("64")) {
        continue;
      }
      ModelInferResponse raw =
          client.infer(
              request(ServedModels.TREES, input("input", element.datatype(), 2, 2))
                  .addRawInputContents(ByteString.fromHex(element.raw()))
                  .build());
      boolean below = element.datatype().matches("INT.*");

      assertThat(floats(raw, "probabilities")[1])
          .as(element.datatype())
          .isCloseTo(below ? 1 - STAYS : STAYS, within(1e-6f));
      if (element.typed() != null) {
        ModelInferResponse typed =
            client.infer(
                request(
                        ServedModels.TREES,
                        input("input", element.datatype(), 2, 2).setContents(element.typed()))
                    .build());
        assertThat(floats(typed, "probabilities"))
            .as(element.datatype())
            .containsExactly(floats(raw, "probabilities"));
      }
    }
  }

  @Test
  void fieldsByNameGoThroughTheSignature() {
    InferInputTensor.Builder x =
        input("x", "FP64", 1, 2).setContents(contents().addFp64Contents(0).addFp64Contents(2));
    InferInputTensor.Builder y =
        input("y", "INT64", 1, 2).setContents(contents().addInt64Contents(1).addInt64Contents(1));

    ModelInferResponse response = client.infer(request(ServedModels.TREES, x, y).build());

    assertThat(output(response, "label").getContents().getBytesContentsList())
        .extracting(ByteString::toStringUtf8)
        .containsExactly("stays", "leaves");
  }

  @Test
  void onlyWantedOutputsComeBackAndClassesWithTheirLabels() {
    ModelInferRequest.Builder request = typed(ServedModels.CLASSES, "input", 2, 0, 0);
    request
        .addOutputsBuilder()
        .setName("probabilities")
        .putParameters("classification", InferParameter.newBuilder().setInt64Param(2).build());

    ModelInferResponse response = client.infer(request.build());

    assertThat(response.getOutputsList())
        .extracting(output -> output.getName() + " " + output.getDatatype() + output.getShapeList())
        .containsExactly("probabilities BYTES[1, 2]");
    assertThat(response.getOutputs(0).getContents().getBytesContentsList())
        .extracting(ByteString::toStringUtf8)
        .satisfiesExactly(
            best -> assertThat(best).endsWith(":0:low"),
            second -> assertThat(second).endsWith(":1:mid"));
  }
}
