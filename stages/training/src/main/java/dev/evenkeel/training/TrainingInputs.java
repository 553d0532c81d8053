package dev.evenkeel.training;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.FeatureProgram;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelProject;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.store.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The project and its contract as they were when the run began, however the files change
/// meanwhile.
record TrainingInputs(
    ModelProject project, Contract contract, String contractText, FeatureProgram program) {
  static final String FORMAT = "xgboost-json";

  /// Reads the blobs that the run's parameters `project` and `contract` name.
  static TrainingInputs of(StepContext context, BlobStore blobs) {
    ModelProject project =
        ModelProject.read(text(blobs, context.parameter("project")), "evenkeel.yaml");
    String where = project.dataset().contract();
    String written = text(blobs, context.parameter("contract"));
    Contract contract = ContractReader.read(written, where);
    return new TrainingInputs(
        project,
        contract,
        written,
        FeatureProgram.compile(project.features(), contract.properties()));
  }

  Target target() {
    return project.target();
  }

  int classes() {
    return target().labels().size();
  }

  boolean isQuantity() {
    return target() instanceof Target.Quantity;
  }

  /// The fields that the features use, as the contract describes them.
  List<Property> inputs() {
    return contract.properties().stream()
        .filter(property -> program.fields().contains(property.name()))
        .toList();
  }

  /// Of what the run's `train` step wrote.
  ModelDescription description(StepContext context) {
    // Runs that began before it was answered wrote trees.
    return description(
        context.outputs().values().stream()
            .filter(output -> output.containsKey(TrainingOutputs.FORMAT))
            .findFirst()
            .map(_ -> context.output(TrainingOutputs.FORMAT))
            .orElse(FORMAT));
  }

  ModelDescription description(String format) {
    List<Feature> features = project.features();
    return new ModelDescription(new Signature(inputs()), features, target(), format)
        .under(ContractPin.of(contractText, project.dataset().contract()));
  }

  private static String text(BlobStore blobs, String digest) {
    return new String(blobs.bytes(digest), StandardCharsets.UTF_8);
  }
}
