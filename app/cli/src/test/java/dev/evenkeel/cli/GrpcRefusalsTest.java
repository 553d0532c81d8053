package dev.evenkeel.cli;

import static dev.evenkeel.cli.InferenceClient.input;
import static dev.evenkeel.cli.InferenceClient.raw;
import static dev.evenkeel.cli.InferenceClient.request;
import static dev.evenkeel.cli.InferenceClient.typed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.evenkeel.base.Seeds;
import dev.evenkeel.serving.grpc.proto.InferParameter;
import dev.evenkeel.serving.grpc.proto.InferTensorContents;
import dev.evenkeel.serving.grpc.proto.ModelConfigRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import dev.evenkeel.serving.grpc.proto.ModelMetadataRequest;
import dev.evenkeel.serving.grpc.proto.ModelReadyRequest;
import dev.evenkeel.serving.grpc.proto.ModelRepositoryParameter;
import dev.evenkeel.serving.grpc.proto.ModelStatisticsRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryModelLoadRequest;
import dev.evenkeel.serving.grpc.proto.RepositoryModelUnloadRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What gRPC refuses, by which status and in which words, and what hostile bytes get.
class GrpcRefusalsTest extends ServedGrpc {
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  private static final int CASES = 3_000;
  private static final int MIB = 1 << 20;

  private static ModelInferRequest.Builder sound() {
    return typed(ServedModels.TREES, "input", 2, 0, 3);
  }

  private static void refused(Status status, Code code, String... words) {
    assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
    assertThat(status.getDescription()).contains(words);
  }

  private static void malformed(ModelInferRequest.Builder request, String... words) {
    refused(client.refusal(request.build()), Code.INVALID_ARGUMENT, words);
  }

  @Test
  void whatIsNotThereIsNotFoundByEveryMethod() {
    refused(client.refusal(sound().setModelName("nobody").build()), Code.NOT_FOUND, "`nobody`");
    for (String version : new String[] {"9", "0", "-1", "latest", "1".repeat(40)}) {
      refused(
          client.refusal(sound().setModelVersion(version).build()),
          Code.NOT_FOUND,
          version.substring(0, Math.min(9, version.length())));
    }
    var stub = client.stub();
    ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName("nobody").build();
    ModelMetadataRequest metadata = ModelMetadataRequest.newBuilder().setName("nobody").build();
    ModelConfigRequest config = ModelConfigRequest.newBuilder().setName("nobody").build();
    ModelStatisticsRequest statistics =
        ModelStatisticsRequest.newBuilder().setName("nobody").build();
    RepositoryModelLoadRequest load =
        RepositoryModelLoadRequest.newBuilder().setModelName("nobody").build();
    RepositoryModelUnloadRequest unload =
        RepositoryModelUnloadRequest.newBuilder().setModelName("nobody").build();

    refused(InferenceClient.refusal(() -> stub.modelReady(ready)), Code.NOT_FOUND, "nobody");
    refused(InferenceClient.refusal(() -> stub.modelMetadata(metadata)), Code.NOT_FOUND, "nobody");
    refused(InferenceClient.refusal(() -> stub.modelConfig(config)), Code.NOT_FOUND, "nobody");
    refused(
        InferenceClient.refusal(() -> stub.modelStatistics(statistics)), Code.NOT_FOUND, "nobody");
    refused(
        InferenceClient.refusal(() -> stub.repositoryModelLoad(load)), Code.NOT_FOUND, "nobody");
    refused(
        InferenceClient.refusal(() -> stub.repositoryModelUnload(unload)),
        Code.NOT_FOUND,
        "nobody");
  }

  @Test
  void aModelIsNotLoadedFromTheRequest() {
    RepositoryModelLoadRequest request =
        RepositoryModelLoadRequest.newBuilder()
            .setModelName(ServedModels.TREES)
            .putParameters(
                "file:1/model.json",
                ModelRepositoryParameter.newBuilder()
                    .setBytesParam(ByteString.copyFromUtf8("{}"))
                    .build())
            .build();

    refused(
        InferenceClient.refusal(() -> client.stub().repositoryModelLoad(request)),
        Code.UNIMPLEMENTED,
        "register it");
  }

  /// Clients ask again at `UNAVAILABLE`, and asking again loads nothing.
  @Test
  void anUnloadedModelIsAFailedPreconditionAndNotReady() {
    client
        .stub()
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder().setModelName(ServedModels.CLASSES).build());

    refused(
        client.refusal(typed(ServedModels.CLASSES, "input", 2, 0, 0).build()),
        Code.FAILED_PRECONDITION,
        "`classes` was unloaded",
        "load it again");
    assertThat(
            client
                .stub()
                .modelReady(ModelReadyRequest.newBuilder().setName(ServedModels.CLASSES).build())
                .getReady())
        .isFalse();
  }

  @Test
  void aClientThatWasWrittenForAnotherContractIsRefused() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("evenkeel-contract", Metadata.ASCII_STRING_MARSHALLER),
        "sha256:" + "0".repeat(64));
    var stub = client.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

    refused(
        InferenceClient.refusal(() -> stub.modelInfer(sound().build())),
        Code.FAILED_PRECONDITION,
        "written for another contract",
        "registered without one");
  }

  @Test
  void shapesMustBePossibleAndFitTheElements() {
    for (long[] shape :
        new long[][] {
          {-1, 2},
          {1, -2},
          {Long.MIN_VALUE, 2},
          {Long.MAX_VALUE, Long.MAX_VALUE},
          {1L << 62, 4},
          {1L << 32, 1L << 32},
          {2, 2},
          {1, 3},
          {0, 2},
          {}
        }) {
      for (ModelInferRequest.Builder request :
          Arrays.asList(sound(), raw(ServedModels.TREES, "input", 2, 0, 3))) {
        var input = request.getInputsBuilder(0).clearShape();
        for (long size : shape) {
          input.addShape(size);
        }
        malformed(request, "shape");
      }
    }
    ModelInferRequest.Builder many = sound();
    for (int i = 0; i < 100_000; i++) {
      many.getInputsBuilder(0).addShape(1);
    }
    assertThat(client.refusal(many.build()).getDescription()).hasSizeLessThan(1_000);
  }

  @Test
  void contentsAreRawOrTypedAndInTheListOfTheirType() {
    ByteString eight = ByteString.copyFrom(new byte[8]);
    malformed(sound().addRawInputContents(eight), "both raw and typed contents");
    malformed(
        raw(ServedModels.TREES, "input", 2, 0, 3).addRawInputContents(eight),
        "1 inputs have 2 raw contents");
    malformed(
        request(ServedModels.TREES, input("input", "FP32", 2, 2))
            .addRawInputContents(ByteString.copyFrom(new byte[7])),
        "takes 8 bytes, and 7 were sent");
    malformed(request(ServedModels.TREES, input("input", "FP32", 2, 2)), "0 were sent");
    InferTensorContents.Builder doubles =
        InferTensorContents.newBuilder().addFp64Contents(1).addFp64Contents(2);
    malformed(
        request(ServedModels.TREES, input("input", "FP32", 2, 2).setContents(doubles)),
        "list of another type",
        "fp32_contents");
    malformed(
        request(ServedModels.TREES, input("input", "FP16", 2, 2).setContents(doubles)),
        "no typed contents",
        "raw_input_contents");
    for (String datatype : new String[] {"", "FP7", "fp32", "STRING", "x".repeat(100_000)}) {
      malformed(
          request(ServedModels.TREES, input("input", datatype, 2, 2).setContents(doubles)),
          "datatype",
          "is unknown");
    }
    InferTensorContents.Builder large =
        InferTensorContents.newBuilder().addIntContents(200).addIntContents(1);
    malformed(
        request(ServedModels.TREES, input("input", "INT8", 2, 2).setContents(large)),
        "200 is no INT8");
  }

  @Test
  void textsMustEndWhereTheirLengthSays() {
    for (String hex : new String[] {"01", "ffffffff61", "0500000061", "0100000061" + "00"}) {
      malformed(
          request(ServedModels.HOMES, input("wall", "BYTES", 1, 1))
              .addRawInputContents(ByteString.fromHex(hex)),
          "input `wall`");
    }
  }

  @Test
  void inputsAndOutputsAreThoseOfTheModelAndOnceEach() {
    malformed(sound().clearInputs(), "no inputs");
    malformed(sound().addInputs(sound().getInputs(0)), "stands twice");
    malformed(typed(ServedModels.TREES, "z", 2, 0, 3), "`z`");
    malformed(typed(ServedModels.TREES, "input", 3, 0, 3, 1), "input");
    malformed(typed(ServedModels.MATRIX, "X", 2, 0, 3), "input `X`", "[-1, 4]");
    ModelInferRequest.Builder unknown = sound();
    unknown.addOutputsBuilder().setName("nothing");
    malformed(unknown, "output `nothing` is unknown");
    ModelInferRequest.Builder twice = sound();
    twice.addOutputsBuilder().setName("label");
    twice.addOutputsBuilder().setName("label");
    malformed(twice, "asked for twice");
  }

  @Test
  void parametersAreOfTheirTypeAndUnknownOnesPass() {
    InferParameter text = InferParameter.newBuilder().setStringParam("soon").build();
    malformed(sound().putParameters("timeout", text), "`timeout` is no whole number");
    malformed(
        sound().putParameters("timeout", InferParameter.newBuilder().setInt64Param(-1).build()),
        "`timeout` is -1");
    for (long classes : new long[] {0, -1, 1L << 40}) {
      ModelInferRequest.Builder request = sound();
      request
          .addOutputsBuilder()
          .setName("probabilities")
          .putParameters(
              "classification", InferParameter.newBuilder().setInt64Param(classes).build());
      malformed(request, "`classification` is " + classes);
    }

    ModelInferResponse answered =
        client.infer(sound().putParameters("anything", text).putParameters("x", text).build());

    assertThat(answered.getOutputsCount()).isEqualTo(2);
  }

  @Test
  void whatIsTooLargeIsRefusedAndTheConnectionGoesOn() {
    Status message =
        client.refusal(
            sound()
                .setId("x")
                .addRawInputContents(ByteString.copyFrom(new byte[65 * MIB]))
                .build());
    Status rows = client.refusal(typed(ServedModels.TREES, "input", 2, new float[400_000]).build());

    refused(message, Code.RESOURCE_EXHAUSTED, "larger than");
    assertThat(rows.getCode()).isIn(Code.INVALID_ARGUMENT, Code.RESOURCE_EXHAUSTED);
    assertThat(rows.getDescription()).contains("200000 rows");
    assertThat(client.infer(sound().build()).getOutputsCount()).isEqualTo(2);
  }

  @Test
  void fieldsThatNobodyKnowsAreSkippedAndNotFollowedIntoTheDeep() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                999,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("future"))
                    .build())
            .build();
    assertThat(client.infer(sound().setUnknownFields(unknown).build()).getOutputsCount())
        .isEqualTo(2);

    // Groups, the only form in which unknown fields nest: each opens and none is closed, or all
    // are.
    byte[] open = new byte[50_000];
    Arrays.fill(open, (byte) 0x7b);
    byte[] closed = Arrays.copyOf(open, 2 * open.length);
    Arrays.fill(closed, open.length, closed.length, (byte) 0x7c);
    for (byte[] deep : new byte[][] {open, closed}) {
      refused(
          InferenceClient.refusal(() -> client.raw(INFER, deep)),
          Code.INVALID_ARGUMENT,
          "cannot be read");
    }
  }

  @Test
  void anyChangeOfAMessageIsAnsweredOrRefusedInWords() {
    byte[] typed = sound().setId("seven").build().toByteArray();
    byte[] raw = raw(ServedModels.TREES, "input", 2, 0, 3).setId("seven").build().toByteArray();
    Set<Code> allowed = EnumSet.of(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.RESOURCE_EXHAUSTED);
    Set<Code> seen = EnumSet.noneOf(Code.class);

    Seeds.each(
        CASES,
        random -> {
          byte[] changed = changed(random.nextBoolean() ? typed : raw, random);
          try {
            ModelInferResponse answer = parsed(client.raw(INFER, changed));
            assertThat(answer.getModelName()).isEqualTo(ServedModels.TREES);
            seen.add(Code.OK);
          } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).as(e.toString()).isIn(allowed);
            assertThat(e.getStatus().getDescription()).isNotEmpty();
            seen.add(e.getStatus().getCode());
          }
        });

    assertThat(seen).contains(Code.OK, Code.INVALID_ARGUMENT, Code.NOT_FOUND);
  }

  private static ModelInferResponse parsed(byte[] bytes) {
    try {
      return ModelInferResponse.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError("the answer is no message", e);
    }
  }

  private static byte[] changed(byte[] message, RandomGenerator random) {
    byte[] changed = message.clone();
    int changes = random.nextInt(1, 4);
    for (int change = 0; change < changes; change++) {
      changed[random.nextInt(changed.length)] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(64));
    }
    return random.nextInt(6) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length))
        : changed;
  }

  @Test
  void bytesByChanceBreakNoMethod() {
    for (String method :
        new String[] {
          INFER,
          "inference.GRPCInferenceService/ModelMetadata",
          "inference.GRPCInferenceService/RepositoryModelLoad",
          "inference.model_repository.ModelRepositoryService/RepositoryIndex",
          "grpc.health.v1.Health/Check"
        }) {
      Seeds.each(
          200,
          random -> {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            try {
              client.raw(method, bytes);
            } catch (StatusRuntimeException e) {
              assertThat(e.getStatus().getCode())
                  .as(e.toString())
                  .isIn(Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.UNIMPLEMENTED);
            }
          });
    }
    assertThat(client.infer(sound().build()).getOutputsCount()).isEqualTo(2);
  }
}
