package dev.evenkeel.kubernetes;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.Handle;
import dev.evenkeel.runners.LogPart;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.Progress;
import dev.evenkeel.runners.SecretValues;
import dev.evenkeel.runners.StepRunner;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Carries attempts as Jobs that are named by the attempt's id, so that a second one of the same
/// attempt cannot be made, whoever asks.
final class KubernetesRunner implements StepRunner, AutoCloseable {
  private static final int UNANSWERED_MAX = 20;
  private static final int SECRET_MIN = 4;
  private static final int LOCKS = 64;

  private final KubernetesClient client;
  private final Exchange exchange;
  private final SecretValues secrets;
  private final String namespace;
  private final JobManifest manifest;
  private final PodLog log;
  private final Map<Handle, Integer> unanswered = new ConcurrentHashMap<>();
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  /// @param client closed with the runner
  KubernetesRunner(
      KubernetesClient client,
      Exchange exchange,
      SecretValues secrets,
      KubernetesSettings settings) {
    this.client = client;
    this.exchange = exchange;
    this.secrets = secrets;
    this.namespace = settings.namespace().isEmpty() ? client.getNamespace() : settings.namespace();
    this.manifest = new JobManifest(settings);
    this.log = new PodLog(client, namespace);
  }

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public Handle submit(Attempt attempt) {
    if (!(attempt.program() instanceof Program.Container program)) {
      throw Problem.of(
              Problem.Kind.UNSUPPORTED,
              "the Kubernetes runner runs containers only",
              "name an image for the step")
          .asException();
    }
    ReentrantLock lock = locks.get(Math.floorMod(attempt.id().hashCode(), LOCKS));
    lock.lock();
    try {
      Optional<Handle> ended = exchange.ended(attempt.id());
      return ended.isPresent() ? ended.get() : submit(attempt, program);
    } catch (KubernetesClientException e) {
      throw unreachable(e);
    } finally {
      lock.unlock();
    }
  }

  private Handle submit(Attempt attempt, Program.Container program) {
    Map<String, String> values = values(attempt);
    Optional<Job> there = job(attempt.id());
    if (there.isPresent()) {
      return adopted(attempt, there.get(), values);
    }
    Handle handle = exchange.prepare(attempt);
    Job job = manifest.job(attempt, handle, program, exchange.variables(attempt));
    try {
      give(
          client.batch().v1().jobs().inNamespace(namespace).resource(job).create(), handle, values);
      return handle;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        exchange.forget(handle);
        throw e;
      }
      // Another server was faster.
      return adopted(attempt, job(attempt.id()).orElseThrow(() -> e), values);
    }
  }

  private Handle adopted(Attempt attempt, Job job, Map<String, String> values) {
    Map<String, String> labels = job.getMetadata().getLabels();
    String epoch = labels == null ? null : labels.get(JobManifest.EPOCH);
    if (epoch == null || !attempt.id().equals(labels.get(JobManifest.ATTEMPT))) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "there is a Job `%s` that is not ours".formatted(attempt.id()),
              "remove it, or use another namespace")
          .asException();
    }
    Handle handle = new Handle(attempt.id(), Long.parseLong(epoch));
    if (!exchange.knows(handle)) {
      exchange.prepare(attempt.at(handle.epoch()));
    }
    // The one who made the Job may have died before its Secret.
    if (secret(handle).isEmpty()) {
      give(job, handle, values);
    }
    return handle;
  }

  private void give(Job job, Handle handle, Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(values);
    all.put(JobManifest.TOKEN, exchange.token(handle));
    client.secrets().inNamespace(namespace).resource(manifest.secret(job, handle, all)).create();
  }

  private Map<String, String> values(Attempt attempt) {
    Map<String, String> values = new TreeMap<>();
    attempt
        .secrets()
        .forEach((name, reference) -> {
          String value = secrets.value(attempt, reference).orElse("");
          if (value.length() < SECRET_MIN) {
            throw Problem.of(
                    Problem.Kind.CONFIGURATION,
                    "secret `%s` for variable `%s` is unknown, or too short to be masked"
                        .formatted(reference, name),
                    "set it, or correct its name")
                .asException();
          }
          values.put(name, value);
        });
    return values;
  }

  private Optional<Job> job(String name) {
    return Optional.ofNullable(
        client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  private Optional<Secret> secret(Handle handle) {
    return Optional.ofNullable(
        client.secrets().inNamespace(namespace).withName(handle.attempt()).get());
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> pods(Handle handle) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(
            Map.of(
                JobManifest.ATTEMPT, handle.attempt(),
                JobManifest.EPOCH, String.valueOf(handle.epoch())));
  }

  private Optional<Pod> pod(Handle handle) {
    return pods(handle).list().getItems().stream()
        .max(Comparator.comparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
  }

  @Override
  public Progress poll(Handle handle) {
    Optional<Progress> result = exchange.result(handle);
    if (result.isPresent()) {
      return result.get();
    }
    if (!exchange.knows(handle)) {
      return new Progress.Lost("nothing is kept of it");
    }
    try {
      Progress progress = asked(handle);
      unanswered.remove(handle);
      return progress;
    } catch (KubernetesClientException e) {
      int times = unanswered.merge(handle, 1, Integer::sum);
      return times < UNANSWERED_MAX
          ? new Progress.Running()
          : new Progress.Lost("the cluster did not answer %d times".formatted(times));
    }
  }

  private Progress asked(Handle handle) {
    Optional<Job> job =
        job(handle.attempt())
            .filter(found ->
                JobManifest.labels(handle)
                    .entrySet()
                    .equals(ours(found.getMetadata().getLabels()).entrySet()));
    JobState state = job.isEmpty() ? new JobState.Gone() : JobState.of(job.get(), pod(handle));
    if (exchange.isStopping(handle)) {
      return state.isOver()
          ? exchange.ended(handle, Progress.Cause.STOPPED)
          : new Progress.Running();
    }
    return switch (state) {
      // Removed by its time to live, it may have done its work before.
      case JobState.Gone() ->
          exchange.hasReceived(handle)
              ? exchange.ended(handle, 0)
              : new Progress.Lost("its Job is gone");
      case JobState.Waiting(String why) -> new Progress.Queued(why);
      case JobState.Running(Duration since) -> running(handle, since);
      case JobState.Succeeded() -> exchange.ended(handle, 0);
      case JobState.Exited(int exit) -> exited(handle, exit);
      case JobState.OutOfMemory() -> exchange.ended(handle, Progress.Cause.MEMORY);
      case JobState.OutOfTime() -> exchange.ended(handle, Progress.Cause.TIME);
      case JobState.Failed(String why) ->
          exchange.refused(
              handle,
              Progress.Cause.EXIT,
              Problem.of(
                  Problem.Kind.ENVIRONMENT,
                  "the cluster ended the Job: " + why,
                  "look at the Job's events in the cluster"),
              -1);
    };
  }

  private static Map<String, String> ours(Map<String, String> labels) {
    Map<String, String> ours = new TreeMap<>(labels == null ? Map.of() : labels);
    ours.keySet().retainAll(JobManifest.labels(new Handle("x", 0)).keySet());
    return ours;
  }

  private Progress running(Handle handle, Duration since) {
    Duration time = exchange.limits(handle).time();
    if (since.compareTo(time) <= 0) {
      return new Progress.Running();
    }
    remove(handle, Duration.ZERO);
    return exchange.ended(handle, Progress.Cause.TIME);
  }

  private Progress exited(Handle handle, int exit) {
    if (exit != JobState.TRANSFER_FAILED) {
      return exchange.ended(handle, exit);
    }
    return exchange.refused(
        handle,
        Progress.Cause.ENVIRONMENT,
        Problem.of(
            Problem.Kind.ENVIRONMENT,
            "inputs could not be fetched, or outputs not sent (125)",
            "look at the log; the image needs sh, curl and tar, and its cluster must reach"
                + " `kubernetes.server`"),
        exit);
  }

  @Override
  public LogPart logs(Handle handle, long offset, int max) {
    if (!exchange.knows(handle)) {
      return new LogPart("", offset, true);
    }
    try {
      boolean over = poll(handle).isOver();
      Optional<Pod> pod = pod(handle);
      Optional<Secret> secret = secret(handle);
      return pod.isEmpty() || secret.isEmpty()
          ? new LogPart("", offset, over)
          : log.read(
              pod.get(), secret.get(), exchange.limits(handle).logBytes(), offset, max, over);
    } catch (KubernetesClientException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void stop(Handle handle, Duration grace) {
    if (!exchange.knows(handle) || exchange.result(handle).isPresent()) {
      return;
    }
    exchange.stopping(handle);
    try {
      remove(handle, grace);
    } catch (KubernetesClientException e) {
      throw unreachable(e);
    }
  }

  /// The pods first, since only they are told of the grace.
  private void remove(Handle handle, Duration grace) {
    pods(handle).withGracePeriod(grace.toSeconds()).delete();
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(handle.attempt())
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();
  }

  @Override
  public void forget(Handle handle) {
    try {
      remove(handle, Duration.ZERO);
      client.secrets().inNamespace(namespace).withName(handle.attempt()).delete();
      exchange.forget(handle);
      unanswered.remove(handle);
    } catch (KubernetesClientException e) {
      throw unreachable(e);
    }
  }

  private static ProblemException unreachable(KubernetesClientException e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the Kubernetes cluster refuses, or does not answer (%d): %s"
                .formatted(
                    e.getCode(), String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
            "check the cluster, and what the server's account may do in its namespace")
        .asException(e);
  }

  @Override
  public void close() {
    client.close();
  }
}
