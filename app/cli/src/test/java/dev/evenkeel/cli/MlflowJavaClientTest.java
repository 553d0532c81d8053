package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Clock;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.RunsPage;

/// The unmodified Java client of MLflow. Of artifacts it speaks by a Python that it starts, so they
/// are left out here.
@Timeout(120)
class MlflowJavaClientTest {
  @TempDir Path folder;
  private Evenkeel evenkeel;
  private MlflowClient client;

  @BeforeEach
  void start() {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    client = new MlflowClient(evenkeel.address().toString());
  }

  @AfterEach
  void close() {
    client.close();
    evenkeel.close();
  }

  @Test
  void experimentsAreMadeFoundAndDeleted() {
    String id = client.createExperiment("prices");
    client.setExperimentTag(id, "team", "homes");

    assertThat(client.getExperiment(id).getName()).isEqualTo("prices");
    assertThat(client.getExperimentByName("prices").map(Experiment::getExperimentId)).contains(id);
    assertThat(client.getExperimentByName("nothing")).isEmpty();
    client.renameExperiment(id, "dear prices");
    ExperimentsPage page = client.searchExperiments("tags.team = 'homes'");
    assertThat(page.getItems()).extracting(Experiment::getName).containsExactly("dear prices");
    client.deleteExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
    client.restoreExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("active");
  }

  @Test
  void aRunIsLoggedAndRead() {
    RunInfo info = client.createRun(client.createExperiment("runs"));
    String id = info.getRunId();
    client.logParam(id, "depth", "3");
    client.logMetric(id, "loss", 0.5, 1_000, 0);
    client.logMetric(id, "loss", 0.25, 2_000, 1);
    client.setTag(id, "kind", "trees");
    client.setTag(id, "late", "yes");
    client.deleteTag(id, "late");
    client.logBatch(
        id,
        List.of(Metric.newBuilder().setKey("auc").setValue(0.9).setTimestamp(1).build()),
        List.of(Param.newBuilder().setKey("eta").setValue("0.1").build()),
        List.of(RunTag.newBuilder().setKey("more").setValue("ü").build()));
    client.setTerminated(id, RunStatus.FINISHED, 5_000);

    Run run = client.getRun(id);
    assertThat(run.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.getInfo().getEndTime()).isEqualTo(5_000);
    assertThat(run.getData().getParamsList())
        .extracting(Param::getKey, Param::getValue)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("depth", "3"),
            org.assertj.core.groups.Tuple.tuple("eta", "0.1"));
    assertThat(run.getData().getMetricsList())
        .extracting(Metric::getKey, Metric::getValue)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("loss", 0.25),
            org.assertj.core.groups.Tuple.tuple("auc", 0.9));
    assertThat(run.getData().getTagsList()).extracting(RunTag::getKey).contains("kind", "more");
    assertThat(client.getMetricHistory(id, "loss"))
        .extracting(Metric::getValue)
        .containsExactly(0.5, 0.25);
  }

  @Test
  void runsAreSearchedByPages() {
    String experiment = client.createExperiment("search");
    List<String> ids =
        IntStream.range(0, 5)
            .mapToObj(number -> {
              String id = client.createRun(experiment).getRunId();
              client.logMetric(id, "score", number);
              return id;
            })
            .toList();

    RunsPage first =
        client.searchRuns(
            List.of(experiment),
            "metrics.score >= 1",
            ViewType.ACTIVE_ONLY,
            3,
            List.of("metrics.score DESC"));

    assertThat(first.getItems())
        .extracting(run -> run.getInfo().getRunId())
        .containsExactly(ids.get(4), ids.get(3), ids.get(2));
    assertThat(first.hasNextPage()).isTrue();
    assertThat(first.getNextPage().getItems())
        .extracting(run -> run.getInfo().getRunId())
        .containsExactly(ids.get(1));
    client.deleteRun(ids.getFirst());
    assertThat(client.listRunInfos(experiment)).hasSize(4);
    client.restoreRun(ids.getFirst());
    assertThat(client.listRunInfos(experiment)).hasSize(5);
  }

  @Test
  void aRefusalCarriesTheProtocolsWords() {
    assertThatThrownBy(() -> client.getRun("0".repeat(32)))
        .hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
    assertThatThrownBy(() -> client.getRegisteredModel("nothing"))
        .hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
  }
}
