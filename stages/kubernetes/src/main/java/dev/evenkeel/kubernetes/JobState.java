package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a cluster says of a Job, in the words of ours.
sealed interface JobState {
  /// By which our script says that a transfer failed.
  int TRANSFER_FAILED = 125;

  record Gone() implements JobState {}

  record Waiting(String why) implements JobState {}

  record Running(Duration since) implements JobState {}

  record Succeeded() implements JobState {}

  record Exited(int exit) implements JobState {}

  record OutOfMemory() implements JobState {}

  record OutOfTime() implements JobState {}

  record Failed(String why) implements JobState {}

  default boolean isOver() {
    return switch (this) {
      case Waiting _, Running _ -> false;
      case Gone _, Succeeded _, Exited _, OutOfMemory _, OutOfTime _, Failed _ -> true;
    };
  }

  static JobState of(Job job, Optional<Pod> pod) {
    if (condition(job, "Complete").isPresent()) {
      return new Succeeded();
    }
    Optional<JobCondition> failed = condition(job, "Failed");
    if (failed.isPresent()) {
      return failed(failed.get(), pod);
    }
    if (pod.isEmpty()) {
      return new Waiting("the cluster makes its pod");
    }
    Optional<ContainerState> state = status(pod.get()).map(ContainerStatus::getState);
    Optional<Instant> started =
        state
            .flatMap(found -> Optional.ofNullable(found.getRunning()))
            .flatMap(running -> instant(running.getStartedAt()));
    if (started.isPresent()) {
      return new Running(Duration.between(started.get(), Instant.now()));
    }
    if (state.map(ContainerState::getTerminated).isPresent()) {
      // The Job will say so in a moment.
      return new Running(Duration.ZERO);
    }
    return new Waiting(why(pod.get(), state));
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null || job.getStatus().getConditions() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(condition ->
                type.equals(condition.getType()) && "True".equals(condition.getStatus()))
            .findFirst();
  }

  private static JobState failed(JobCondition condition, Optional<Pod> pod) {
    if ("DeadlineExceeded".equals(condition.getReason())) {
      return new OutOfTime();
    }
    Optional<ContainerStateTerminated> ended =
        pod.flatMap(JobState::status)
            .map(ContainerStatus::getState)
            .map(ContainerState::getTerminated);
    if (ended.isEmpty()) {
      Optional<String> why = pod.map(Pod::getStatus).map(status -> status.getMessage());
      return new Failed(
          why.orElse("%s %s".formatted(condition.getReason(), condition.getMessage())));
    }
    return "OOMKilled".equals(ended.get().getReason())
        ? new OutOfMemory()
        : new Exited(Objects.requireNonNullElse(ended.get().getExitCode(), -1));
  }

  private static Optional<ContainerStatus> status(Pod pod) {
    List<ContainerStatus> statuses =
        pod.getStatus() == null ? null : pod.getStatus().getContainerStatuses();
    return statuses == null
        ? Optional.empty()
        : statuses.stream()
            .filter(status -> JobManifest.CONTAINER.equals(status.getName()))
            .findFirst();
  }

  /// Such as `ImagePullBackOff: …` or `Unschedulable: 0/3 nodes are available`.
  private static String why(Pod pod, Optional<ContainerState> state) {
    Optional<String> container =
        state
            .map(ContainerState::getWaiting)
            .map(waiting -> said(waiting.getReason(), waiting.getMessage()));
    List<PodCondition> conditions =
        pod.getStatus() == null || pod.getStatus().getConditions() == null
            ? List.of()
            : pod.getStatus().getConditions();
    return container
        .or(() ->
            conditions.stream()
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> said(condition.getReason(), condition.getMessage()))
                .findFirst())
        .orElse("the cluster looks for a place");
  }

  private static String said(String reason, String message) {
    return message == null ? String.valueOf(reason) : "%s: %s".formatted(reason, message);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
