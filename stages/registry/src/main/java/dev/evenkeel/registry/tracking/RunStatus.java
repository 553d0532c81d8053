package dev.evenkeel.registry.tracking;

/// How far a run is, in the order of MLflow's protocol, which counts from 1.
public enum RunStatus {
  RUNNING,
  SCHEDULED,
  FINISHED,
  FAILED,
  KILLED
}
