package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.ExpectedOutput;
import dev.evenkeel.runners.Handle;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.Progress;
import dev.evenkeel.runners.StepLimits;
import dev.evenkeel.runners.StepRunnerKind;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.DoubleNode;

/// What a runner makes of what a cluster says, in which nothing runs.
class KubernetesRunnerTest {
  private static final String SECRET = "correct-horse-battery-staple";

  @RegisterExtension final MockCluster mock = new MockCluster();
  @TempDir private Path folder;
  private KubernetesRunner runner;
  private Exchange exchange;

  @BeforeEach
  void open() {
    exchange = new Exchange(folder.resolve("runs"), file -> file.source().toURL().openStream());
    runner = runner(exchange);
  }

  private KubernetesRunner runner(Exchange over) {
    return new KubernetesRunner(
        mock.client(),
        over,
        (_, reference) -> reference.equals("horse") ? Optional.of(SECRET) : Optional.empty(),
        KubernetesSettings.of(
            Map.of("server", "https://evenkeel.example.org", "pullSecret", "registry")));
  }

  private static Attempt attempt() {
    return Attempt.of(
            "att-81f",
            3,
            new Program.Container(
                "registry.example.org/fit:7", List.of("python", "fit.py", "$(X)")))
        .withParameters(Map.of("rate", DoubleNode.valueOf(0.1)))
        .withEnvironment(Map.of("PRICE", "$5"))
        .withSecrets(Map.of("PASSWORD", "horse"))
        .withOutputs(List.of(new ExpectedOutput("model", ExpectedOutput.Kind.MODEL)))
        .withLimits(StepLimits.USUAL.withTime(Duration.ofMinutes(10)));
  }

  private Job job() {
    return Objects.requireNonNull(
        mock.client().batch().v1().jobs().inNamespace("test").withName("att-81f").get());
  }

  private void set(String type, String reason) {
    mock.client()
        .batch()
        .v1()
        .jobs()
        .inNamespace("test")
        .withName("att-81f")
        .edit(job ->
            new JobBuilder(job)
                .editOrNewStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .endCondition()
                .endStatus()
                .build());
  }

  private void pod(ContainerStateBuilder state) {
    mock.client()
        .pods()
        .inNamespace("test")
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("att-81f-x")
                .withLabels(JobManifest.labels(new Handle("att-81f", 3)))
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("step")
                .withState(state.build())
                .endContainerStatus()
                .endStatus()
                .build())
        .create();
  }

  private static ContainerStateBuilder terminated(int exit, String reason) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exit)
        .withReason(reason)
        .endTerminated();
  }

  @Test
  void makesTheJobThatIsWrittenDown() throws IOException {
    runner.submit(attempt());

    Job job = job();
    job.getMetadata().setUid(null);
    job.getMetadata().setResourceVersion(null);
    job.getMetadata().setGeneration(null);
    job.getMetadata().setCreationTimestamp(null);
    job.getMetadata().setNamespace(null);
    job.setStatus(null);
    String made = Serialization.asYaml(job);
    Path golden = Path.of("src/test/resources/job.yaml");
    // `-Dgolden=true` writes it anew, to be read before it is committed.
    if (Boolean.getBoolean("golden")) {
      Files.writeString(golden, made);
    }
    assertThat(made).isEqualTo(Files.readString(golden));
  }

  @Test
  void secretsStandInTheSecretOnlyWhichGoesWithTheJob() {
    runner.submit(attempt());

    assertThat(Serialization.asYaml(job())).doesNotContain(SECRET);
    var secret = mock.client().secrets().inNamespace("test").withName("att-81f").get();
    assertThat(Serialization.asYaml(secret)).contains("PASSWORD", "EVENKEEL_TOKEN");
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(job().getMetadata().getUid()));
  }

  @Test
  void anotherServerAdoptsTheJobAndGivesTheSecretThatIsMissing() {
    Handle first = runner.submit(attempt());
    mock.client().secrets().inNamespace("test").withName("att-81f").delete();
    KubernetesRunner other =
        runner(new Exchange(folder.resolve("other"), file -> file.source().toURL().openStream()));

    Handle second = other.submit(attempt().at(9));

    assertThat(second).isEqualTo(first);
    assertThat(mock.client().secrets().inNamespace("test").withName("att-81f").get()).isNotNull();
    assertThat(mock.client().batch().v1().jobs().inNamespace("test").list().getItems()).hasSize(1);
  }

  @Test
  void leavesAJobAloneThatIsNotOurs() {
    mock.client()
        .batch()
        .v1()
        .jobs()
        .inNamespace("test")
        .resource(new JobBuilder().withNewMetadata().withName("att-81f").endMetadata().build())
        .create();

    assertThatThrownBy(() -> runner.submit(attempt())).hasMessageContaining("is not ours");
  }

  @Test
  void saysWhatItWaitsFor() {
    Handle handle = runner.submit(attempt());
    assertThat(runner.poll(handle)).isEqualTo(new Progress.Queued("the cluster makes its pod"));

    pod(
        new ContainerStateBuilder()
            .withNewWaiting()
            .withReason("ImagePullBackOff")
            .withMessage("no such image")
            .endWaiting());

    assertThat(runner.poll(handle))
        .isEqualTo(new Progress.Queued("ImagePullBackOff: no such image"));
  }

  @Test
  void endsWhatRunsLongerThanItMayThoughTheClusterWouldWait() {
    Handle handle = runner.submit(attempt());
    pod(
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(Instant.now().minus(Duration.ofMinutes(11)).toString())
            .endRunning());

    Progress progress = runner.poll(handle);

    assertThat(((Progress.Failed) progress).cause()).isEqualTo(Progress.Cause.TIME);
    assertThat(mock.client().batch().v1().jobs().inNamespace("test").list().getItems()).isEmpty();
    assertThat(mock.client().pods().inNamespace("test").list().getItems()).isEmpty();
  }

  @Test
  void tellsWhyTheClusterEndedIt() {
    assertThat(failure("BackoffLimitExceeded", terminated(137, "OOMKilled")))
        .isEqualTo(Progress.Cause.MEMORY);
  }

  @Test
  void tellsThatATransferFailed() {
    assertThat(failure("BackoffLimitExceeded", terminated(125, "Error")))
        .isEqualTo(Progress.Cause.ENVIRONMENT);
  }

  @Test
  void tellsThatItsTimeWasOver() {
    assertThat(failure("DeadlineExceeded", terminated(143, "Error")))
        .isEqualTo(Progress.Cause.TIME);
  }

  private Progress.Cause failure(String reason, ContainerStateBuilder state) {
    Handle handle = runner.submit(attempt());
    pod(state);
    set("Failed", reason);
    return ((Progress.Failed) runner.poll(handle)).cause();
  }

  @Test
  void aJobThatIsGoneWithoutItsOutputsIsLost() {
    Handle handle = runner.submit(attempt());
    mock.client().batch().v1().jobs().inNamespace("test").withName("att-81f").delete();

    assertThat(runner.poll(handle)).isEqualTo(new Progress.Lost("its Job is gone"));
    assertThat(runner.submit(attempt().at(4)).epoch()).isEqualTo(4);
  }

  @Test
  void countsAsLostOnlyWhenTheClusterIsSilentForLong() {
    Handle handle = runner.submit(attempt());
    mock.server().destroy();

    for (int times = 1; times < 20; times++) {
      assertThat(runner.poll(handle)).isEqualTo(new Progress.Running());
    }
    assertThat(runner.poll(handle)).isInstanceOf(Progress.Lost.class);
  }

  @Test
  void masksSecretsInTheLog() {
    Handle handle = runner.submit(attempt());
    pod(
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(Instant.now().toString())
            .endRunning());
    mock.server()
        .expect()
        .get()
        .withPath(
            "/api/v1/namespaces/test/pods/att-81f-x/log?pretty=false&container=step&limitBytes=8388608")
        .andReturn(200, "it is " + SECRET + "!\nnext")
        .always();

    assertThat(runner.logs(handle, 0, 1000).text()).isEqualTo("it is ***!\nnext");
    assertThat(runner.logs(handle, 11, 1000).text()).isEqualTo("next");
  }

  @Test
  void refusesSettingsThatItDoesNotKnow() {
    assertThatThrownBy(
            () -> KubernetesSettings.of(Map.of("server", "https://x.org", "namspace", "a")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("kubernetes.namspace");
    assertThatThrownBy(() -> KubernetesSettings.of(Map.of("server", "ftp://x.org")))
        .hasMessageContaining("kubernetes.server");
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(StepRunnerKind.class))
        .singleElement()
        .satisfies(kind -> assertThat(kind.name()).isEqualTo("kubernetes"));
  }

  @Test
  void theScriptIsOneThatEveryShellReads() throws Exception {
    Path script = Path.of("src/main/resources/dev/evenkeel/kubernetes/step.sh");
    Process checked =
        new ProcessBuilder("sh", "-n", script.toString()).redirectErrorStream(true).start();

    assertThat(new String(checked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(checked.waitFor()).isZero();
    // What the cluster would take for a variable of its own.
    assertThat(Files.readString(script)).doesNotContain("$(", "$$");
  }
}
