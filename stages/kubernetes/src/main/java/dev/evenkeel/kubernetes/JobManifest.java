package dev.evenkeel.kubernetes;

import dev.evenkeel.runners.Attempt;
import dev.evenkeel.runners.Exchange;
import dev.evenkeel.runners.ExchangeRoutes;
import dev.evenkeel.runners.Handle;
import dev.evenkeel.runners.Program;
import dev.evenkeel.runners.StepLimits;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The Job of an attempt, and the Secret beside it.
final class JobManifest {
  static final String ATTEMPT = "evenkeel.dev/attempt";
  static final String EPOCH = "evenkeel.dev/epoch";
  static final String CONTAINER = "step";
  static final String TOKEN = "EVENKEEL_TOKEN";

  private static final String MANAGED = "app.kubernetes.io/managed-by";
  private static final String FILES = "files";
  private static final String TEMPORARY = "tmp";
  private static final long GRACE_SECONDS = 30;
  private static final String SCRIPT = script();

  private final KubernetesSettings settings;

  JobManifest(KubernetesSettings settings) {
    this.settings = settings;
  }

  private static String script() {
    try (InputStream in = JobManifest.class.getResourceAsStream("step.sh")) {
      if (in == null) {
        throw new IllegalStateException("Cannot make Jobs: step.sh is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot make Jobs: step.sh cannot be read", e);
    }
  }

  static Map<String, String> labels(Handle handle) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(MANAGED, "evenkeel");
    labels.put(ATTEMPT, handle.attempt());
    labels.put(EPOCH, String.valueOf(handle.epoch()));
    return labels;
  }

  /// @param variables that tell the program where its files are
  Job job(
      Attempt attempt, Handle handle, Program.Container program, Map<String, String> variables) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(attempt.id())
        .withLabels(labels(handle))
        .endMetadata()
        .withNewSpec()
        // Retries are the pipeline's.
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(attempt.limits().time().toSeconds() + settings.queueSeconds())
        .withTtlSecondsAfterFinished((int) settings.keepSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(handle))
        .endMetadata()
        .withSpec(pod(attempt, handle, program, variables))
        .endTemplate()
        .endSpec()
        .build();
  }

  private PodSpec pod(
      Attempt attempt, Handle handle, Program.Container program, Map<String, String> variables) {
    Quantity size = bytes(attempt.limits().outputBytes());
    PodSpec pod =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(GRACE_SECONDS)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(settings.user())
            .withRunAsGroup(settings.user())
            .withFsGroup(settings.user())
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(container(attempt, handle, program, variables))
            .addNewVolume()
            .withName(FILES)
            .withNewEmptyDir()
            .withSizeLimit(size)
            .endEmptyDir()
            .endVolume()
            .addNewVolume()
            .withName(TEMPORARY)
            .withNewEmptyDir()
            .withSizeLimit(size)
            .endEmptyDir()
            .endVolume()
            .build();
    if (!settings.pullSecret().isEmpty()) {
      pod.setImagePullSecrets(List.of(new LocalObjectReference(settings.pullSecret())));
    }
    return pod;
  }

  private Container container(
      Attempt attempt, Handle handle, Program.Container program, Map<String, String> variables) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, CONTAINER));
    program.command().forEach(part -> command.add(literal(part)));
    StepLimits limits = attempt.limits();
    Map<String, Quantity> resources = new TreeMap<>();
    resources.put(
        "cpu",
        new Quantity(
            BigDecimal.valueOf(limits.cpus() * 1000).setScale(0, RoundingMode.UP).toPlainString()
                + "m"));
    resources.put("memory", bytes(limits.memoryBytes()));
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(program.image())
        .withCommand(command)
        .withEnv(environment(attempt, handle, variables))
        .withNewResources()
        .withLimits(resources)
        .withRequests(resources)
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(FILES)
        .withMountPath(Exchange.FOLDER)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(TEMPORARY)
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private List<EnvVar> environment(Attempt attempt, Handle handle, Map<String, String> variables) {
    Map<String, String> plain = new TreeMap<>(variables);
    plain.put(
        "EVENKEEL_EXCHANGE", settings.server().resolve(ExchangeRoutes.path(handle)).toString());
    plain.putAll(attempt.environment());
    List<EnvVar> environment = new ArrayList<>();
    plain.forEach((name, value) -> environment.add(new EnvVar(name, literal(value), null)));
    environment.add(secret(TOKEN, handle));
    attempt.secrets().keySet().stream()
        .sorted()
        .forEach(name -> environment.add(secret(name, handle)));
    return environment;
  }

  /// The cluster would replace `$(NAME)`; `$$` is how it writes one dollar.
  private static String literal(String text) {
    return text.replace("$", "$$");
  }

  private static EnvVar secret(String name, Handle handle) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(handle.attempt())
        .withKey(name)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  /// Goes with its Job, however that goes.
  Secret secret(Job job, Handle handle, Map<String, String> values) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(handle.attempt())
        .withLabels(labels(handle))
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .withType("Opaque")
        .withStringData(values)
        .build();
  }

  private static Quantity bytes(long bytes) {
    return new Quantity(String.valueOf(bytes));
  }
}
