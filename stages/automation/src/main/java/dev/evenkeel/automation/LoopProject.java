package dev.evenkeel.automation;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.ContractReader;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.BatchContract;
import dev.evenkeel.data.History;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.models.FeatureProgram;
import dev.evenkeel.models.ModelProject;
import dev.evenkeel.monitoring.MonitorPolicy;
import dev.evenkeel.monitoring.Monitoring;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A model project as the loop needs it: every file of the folder read, checked alone and against
/// the others.
///
/// @param projectText `evenkeel.yaml` as written, which a version's lineage names by digest
/// @param contractText the contract as written
/// @param source the file with the history
public record LoopProject(
    ModelProject project,
    Contract contract,
    Pipeline pipeline,
    MonitorPolicy monitoring,
    Policy policy,
    String projectText,
    String contractText,
    Path source) {
  /// Columns that a project's rows get from us, and that none of its own may be called.
  public static final Set<String> RESERVED =
      Set.of(
          LabelledDataset.EVENT_TIME,
          LabelledDataset.LABEL_TIME,
          LabelledDataset.PREDICTION_ID,
          Monitoring.PREDICTION,
          History.ROW);

  private static final long FILE_BYTES_MAX = 1_000_000;

  /// Reads a project's folder.
  ///
  /// @throws dev.evenkeel.base.ProblemException naming file, line and path of what is wrong
  public static LoopProject read(Path folder) {
    String projectText = text(folder, "evenkeel.yaml");
    ModelProject project = ModelProject.read(projectText, "evenkeel.yaml");
    String contractText = text(folder, project.dataset().contract());
    Contract contract = ContractReader.read(contractText, project.dataset().contract());
    demandColumn(contract, project.dataset().timeColumn(), "dataset.time");
    demandColumn(contract, project.target().column(), "target.column");
    FeatureProgram program = FeatureProgram.compile(project.features(), contract.properties());
    demandFreeNames(program.fields(), project.target().column());
    if (program.fields().contains(project.target().column())) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "a feature reads the target `%s`".formatted(project.target().column()),
              "evenkeel.yaml, /features",
              "features that are known when the question is asked",
              "remove the target from the features")
          .asException();
    }
    return new LoopProject(
        project,
        contract,
        PipelineReader.read(text(folder, project.pipeline()), project.pipeline()),
        MonitorPolicy.read(text(folder, project.monitoring()), project.monitoring()),
        PolicyReader.read(text(folder, project.policy()), project.policy()),
        projectText,
        contractText,
        folder.resolve(project.dataset().source()).normalize());
  }

  /// The model's name.
  public String model() {
    return project.model();
  }

  /// By what its dataset's batches are judged.
  public BatchContract batchContract() {
    return BatchContract.read(contractText, project.dataset().contract());
  }

  /// What its models are told from others by.
  public ContractPin contractPin() {
    return ContractPin.of(contractText, project.dataset().contract());
  }

  /// The dataset of rows with their truth.
  public String labelledDataset() {
    return project.dataset().name() + "-labelled";
  }

  /// The measure that people follow.
  public Measure measure() {
    return Measure.of(project.target());
  }

  /// One digest of everything that shapes what the loop does.
  public String digest() {
    return Digests.of(
        String.join(
            "\n",
            Digests.of(projectText),
            Digests.of(contractText),
            pipeline.digest(),
            policy.digest(),
            monitoring.toString()));
  }

  private static void demandFreeNames(List<String> fields, String target) {
    Stream.concat(fields.stream(), Stream.of(target))
        .filter(RESERVED::contains)
        .findFirst()
        .ifPresent(taken -> {
          throw new Problem(
                  Problem.Kind.CONFIGURATION,
                  "column `%s` has a name of ours".formatted(taken),
                  "evenkeel.yaml",
                  "none of " + String.join(", ", RESERVED.stream().sorted().toList()),
                  "rename the column")
              .asException();
        });
  }

  private static void demandColumn(Contract contract, String column, String key) {
    if (contract.property(column).isEmpty()) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "column `%s` is not in the contract".formatted(column),
              "evenkeel.yaml, /" + key.replace('.', '/'),
              "one of "
                  + String.join(", ", contract.properties().stream().map(Property::name).toList()),
              "add it to the contract or name another")
          .asException();
    }
  }

  private static String text(Path folder, String name) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw Problem.of(
              Problem.Kind.CONFIGURATION,
              "file `%s` lies outside of the project".formatted(name),
              "name a file inside the project's folder")
          .asException();
    }
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw Problem.of(
                Problem.Kind.TOO_LARGE, "file %s is larger than 1 MB".formatted(name), "shorten it")
            .asException();
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      throw Problem.of(
              Problem.Kind.INPUT, "file %s is not UTF-8".formatted(name), "save it as UTF-8")
          .asException(e);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "file %s cannot be read".formatted(name),
              folder.toString(),
              "a model project with evenkeel.yaml and the files it names",
              "check the path, or make a project with `evenkeel replay FILE ... --init NAME`")
          .asException(e);
    }
  }
}
