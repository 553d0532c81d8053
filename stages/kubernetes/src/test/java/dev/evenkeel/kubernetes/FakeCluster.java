package dev.evenkeel.kubernetes;

import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.StepLimits;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a cluster does about Jobs, done here: it makes a pod for each, runs the container's very
/// command as a process, with the container's environment, and says how it ended.
final class FakeCluster implements AutoCloseable {
  private static final long LOOK_MILLIS = 20;

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Path folder;
  private final Map<String, Process> running = new ConcurrentHashMap<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::look);

  FakeCluster(KubernetesMockServer server, KubernetesClient client, Path folder) {
    this.server = server;
    this.client = client;
    this.folder = folder;
    thread.start();
  }

  private void look() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(LOOK_MILLIS);
        List<Job> jobs =
            client.batch().v1().jobs().inNamespace(client.getNamespace()).list().getItems();
        for (Job job : jobs) {
          String name = job.getMetadata().getName();
          Secret secret = client.secrets().inNamespace(client.getNamespace()).withName(name).get();
          if (secret != null && !running.containsKey(name)) {
            start(job, secret);
          }
        }
        List<String> named = jobs.stream().map(job -> job.getMetadata().getName()).toList();
        running.forEach((name, process) -> {
          if (!named.contains(name)) {
            end(process);
          }
        });
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        System.err.println("the fake cluster: " + e);
      }
    }
  }

  private void start(Job job, Secret secret) throws IOException {
    String name = job.getMetadata().getName();
    Path own = Files.createDirectories(folder.resolve(name));
    var container = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
    ProcessBuilder builder =
        new ProcessBuilder(
            container.getCommand().stream().map(part -> part.replace("$$", "$")).toList());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("EVENKEEL_FOLDER", own.toString());
    for (EnvVar variable : container.getEnv()) {
      builder.environment().put(variable.getName(), value(variable, secret, own));
    }
    Path log = folder.resolve(name + ".log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    running.put(name, process);
    String pod = name + "-x1y2z";
    client.pods().inNamespace(client.getNamespace()).resource(pod(job, pod)).create();
    Thread.ofVirtual().start(() -> wait(name, pod, process, log));
  }

  private static String value(EnvVar variable, Secret secret, Path own) {
    if (variable.getValueFrom() == null) {
      return variable
          .getValue()
          .replace("$$", "$")
          .replaceFirst("^" + Exchange.FOLDER + "/", own + "/");
    }
    String key = variable.getValueFrom().getSecretKeyRef().getKey();
    @Nullable String plain =
        secret.getStringData() == null ? null : secret.getStringData().get(key);
    return plain != null
        ? plain
        : new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }

  private static Pod pod(Job job, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
        .withCreationTimestamp(Instant.now().toString())
        .endMetadata()
        .withNewStatus()
        .withPhase("Running")
        .addNewContainerStatus()
        .withName("step")
        .withState(
            new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(Instant.now().toString())
                .endRunning()
                .build())
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private void wait(String name, String pod, Process process, Path log) {
    try {
      int exit = process.waitFor();
      String printed = Files.readString(log);
      logs(pod, printed);
      finish(name, pod, exit);
    } catch (InterruptedException | IOException | RuntimeException e) {
      System.err.println("the fake cluster: " + e);
    }
  }

  private void logs(String pod, String printed) {
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/namespaces/%s/pods/%s/log?pretty=false&container=step&limitBytes=%d"
                .formatted(client.getNamespace(), pod, StepLimits.USUAL.logBytes()))
        .andReturn(200, printed)
        .always();
  }

  private void finish(String name, String pod, int exit) {
    var pods = client.pods().inNamespace(client.getNamespace()).withName(pod);
    if (pods.get() != null) {
      pods.edit(found ->
          new PodBuilder(found)
              .editStatus()
              .withPhase(exit == 0 ? "Succeeded" : "Failed")
              .editFirstContainerStatus()
              .withState(
                  new ContainerStateBuilder()
                      .withNewTerminated()
                      .withExitCode(exit)
                      .withReason(exit == 0 ? "Completed" : "Error")
                      .endTerminated()
                      .build())
              .endContainerStatus()
              .endStatus()
              .build());
    }
    var jobs = client.batch().v1().jobs().inNamespace(client.getNamespace()).withName(name);
    if (jobs.get() != null) {
      jobs.edit(found ->
          new JobBuilder(found)
              .editOrNewStatus()
              .addNewCondition()
              .withType(exit == 0 ? "Complete" : "Failed")
              .withStatus("True")
              .withReason(exit == 0 ? "CompletionsReached" : "BackoffLimitExceeded")
              .endCondition()
              .endStatus()
              .build());
    }
  }

  private static void end(Process process) {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    thread.interrupt();
    running.values().forEach(FakeCluster::end);
  }
}
