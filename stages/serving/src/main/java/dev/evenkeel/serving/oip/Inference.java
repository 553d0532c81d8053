package dev.evenkeel.serving.oip;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.ColumnPredictor;
import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Predictor;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.models.TensorModel;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.serving.AnsweredRequest;
import dev.evenkeel.serving.AskedContract;
import dev.evenkeel.serving.Deployed;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.Lease;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.Violations;
import dev.evenkeel.serving.oip.InferRequest.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Answers requests in tensors.
///
/// A model with tensors of its own, such as an ONNX graph, is asked in these. Every other model
/// takes either `input`, the numbers of its own matrix, or one tensor for each field of its
/// signature, which then go through the project's features; it answers `label` and `probabilities`,
/// or `value`, and when asked for them `margin` and `contributions`.
public final class Inference {
  /// Rows of one request.
  public static final int ROWS_MAX = 100_000;

  private static final int VIOLATIONS_MAX = 1_000;

  private final Deployments deployments;
  private final PredictionLog log;
  private final Clock clock;

  public Inference(Deployments deployments, PredictionLog log, Clock clock) {
    this.deployments = deployments;
    this.log = log;
    this.clock = clock;
  }

  /// Answers, and logs what was answered.
  ///
  /// @throws dev.evenkeel.base.ProblemException `MALFORMED` for tensors that do not fit,
  ///   `NOT_FOUND`, `BUSY`, `TIMEOUT`
  public InferReply infer(InferRequest request) {
    long started = System.nanoTime();
    demandOnce(request);
    try (Lease lease =
        deployments.acquire(
            request.model(), request.selector(), request.stickyKey(), request.protocol())) {
      Deployed deployed = lease.deployed();
      AskedContract.demand(request.contract(), deployed.version());
      List<Tensor> outputs = outputs(lease, request, started);
      return new InferReply(
          deployed.version().model(),
          String.valueOf(deployed.version().number()),
          request.id().isEmpty() ? UUID.randomUUID().toString() : request.id(),
          classified(request, outputs, deployed.version().description().target().labels()));
    }
  }

  private List<Tensor> outputs(Lease lease, InferRequest request, long started) {
    Set<String> wanted = new LinkedHashSet<>();
    request.outputs().forEach(output -> wanted.add(output.name()));
    Deployed deployed = lease.deployed();
    Optional<TensorModel> own = deployed.model().tensors();
    if (own.isPresent() && isOwn(own.get(), request)) {
      return own(lease, own.get(), request, wanted, started);
    }
    OurOutputs ours = OurOutputs.of(deployed, wanted);
    if (deployed.model().engine() instanceof Predictor predictor && isMatrix(request)) {
      Matrix matrix = Matrix.of(request.inputs().getFirst(), predictor.inputs());
      List<Tensor> outputs =
          lease.compute(
              matrix.rows(), deadlineNanos(request), () -> ours.ofMatrix(predictor, matrix));
      log(lease, request, started, Optional.empty(), ours.predictions(outputs));
      return ours.selected(outputs);
    }
    List<Property> fields = deployed.version().description().signature().inputs();
    Frame frame = FieldTensors.frame(fields, request.inputs());
    List<Violation> violations = deployed.reader().violations(frame, VIOLATIONS_MAX);
    if (!violations.isEmpty()) {
      throw Violations.refused(lease, violations);
    }
    List<Prediction> predictions = lease.score(frame, deadlineNanos(request));
    log(lease, request, started, Optional.of(frame), predictions);
    lease.answered(frame, predictions);
    return ours.selected(ours.ofPredictions(predictions));
  }

  private List<Tensor> own(
      Lease lease, TensorModel model, InferRequest request, Set<String> wanted, long started) {
    int rows = (int) Fit.demand(model, request.inputs(), wanted);
    List<Tensor> outputs = lease.infer(request.inputs(), wanted, rows, deadlineNanos(request));
    List<String> labels = lease.deployed().version().description().target().labels();
    List<Prediction> answers = new OwnAnswers(labels, outputs, rows).predictions();
    if (!answers.isEmpty()) {
      log(lease, request, started, Optional.empty(), answers);
    }
    return outputs;
  }

  private long deadlineNanos(InferRequest request) {
    return deployments.deadlines().orUsual(request.deadlineNanos());
  }

  private void log(
      Lease lease,
      InferRequest request,
      long started,
      Optional<Frame> frame,
      List<Prediction> predictions) {
    log.add(
        AnsweredRequest.of(
            lease,
            request.protocol(),
            clock.now(),
            started,
            log.newIds(predictions.size()),
            frame,
            predictions));
  }

  private static boolean isOwn(TensorModel model, InferRequest request) {
    Set<String> names = new HashSet<>();
    model.inputs().forEach(input -> names.add(input.name()));
    return request.inputs().stream().anyMatch(input -> names.contains(input.name()));
  }

  private static boolean isMatrix(InferRequest request) {
    return request.inputs().size() == 1
        && request.inputs().getFirst().name().equals(OurTensors.INPUT);
  }

  private static void demandOnce(InferRequest request) {
    if (request.inputs().isEmpty()) {
      throw FieldTensors.wrong("no inputs", "at least one tensor");
    }
    Set<String> names = new HashSet<>();
    for (Tensor input : request.inputs()) {
      if (!names.add(input.name())) {
        throw FieldTensors.wrong(
            "input `%s` stands twice".formatted(Names.abbreviate(input.name())), "each name once");
      }
    }
    names.clear();
    for (Output output : request.outputs()) {
      if (!names.add(output.name())) {
        throw FieldTensors.wrong(
            "output `%s` is asked for twice".formatted(Names.abbreviate(output.name())),
            "each name once");
      }
    }
  }

  private static List<Tensor> classified(
      InferRequest request, List<Tensor> outputs, List<String> labels) {
    List<Tensor> answered = new ArrayList<>();
    for (Tensor output : outputs) {
      int classes =
          request.outputs().stream()
              .filter(wanted -> wanted.name().equals(output.name()))
              .mapToInt(Output::classes)
              .findFirst()
              .orElse(0);
      answered.add(classes == 0 ? output : Classification.of(output, classes, labels));
    }
    return answered;
  }

  /// What a version takes.
  public static List<TensorSpec> inputs(Deployed deployed) {
    return deployed
        .model()
        .tensors()
        .map(TensorModel::inputs)
        .orElseGet(() ->
            switch (deployed.model().engine()) {
              case Predictor numbers ->
                  List.of(
                      new TensorSpec(
                          OurTensors.INPUT, Datatype.FP32, List.of(-1L, (long) numbers.inputs())));
              case ColumnPredictor columns ->
                  FieldTensors.specs(deployed.version().description().signature().inputs());
            });
  }

  /// What a version answers when nobody asks for certain outputs.
  public static List<TensorSpec> outputs(Deployed deployed) {
    return deployed
        .model()
        .tensors()
        .map(TensorModel::outputs)
        .orElseGet(() -> OurOutputs.specs(deployed));
  }

  /// Whether a problem says that a model is known and does not answer now, rather than that it was
  /// asked wrongly.
  public static boolean isUnready(Problem problem) {
    return problem.kind() == Problem.Kind.NOT_SERVING || problem.kind() == Problem.Kind.ENVIRONMENT;
  }

  /// As the protocol calls what runs it.
  public static String platform(Deployed deployed) {
    return deployed
        .model()
        .tensors()
        .map(TensorModel::platform)
        .orElseGet(() -> deployed.version().description().format().replace('-', '_'));
  }
}
