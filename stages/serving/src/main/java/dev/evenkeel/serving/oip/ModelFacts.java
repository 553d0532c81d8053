package dev.evenkeel.serving.oip;

import dev.evenkeel.models.Datatype;
import dev.evenkeel.models.TensorSpec;
import dev.evenkeel.serving.Deployed;
import dev.evenkeel.serving.VersionStatistics.Counted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the protocol tells of a version: metadata, configuration, statistics.
final class ModelFacts {
  private ModelFacts() {}

  static Map<String, Object> metadata(Deployed deployed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", deployed.version().model());
    facts.put("versions", List.of(String.valueOf(deployed.version().number())));
    facts.put("platform", Inference.platform(deployed));
    facts.put("inputs", Inference.inputs(deployed).stream().map(ModelFacts::tensor).toList());
    facts.put("outputs", Inference.outputs(deployed).stream().map(ModelFacts::tensor).toList());
    return facts;
  }

  private static Map<String, Object> tensor(TensorSpec spec) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("name", spec.name());
    tensor.put("datatype", spec.datatype().name());
    tensor.put("shape", spec.shape());
    return tensor;
  }

  static Map<String, Object> configuration(Deployed deployed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", deployed.version().model());
    facts.put("platform", Inference.platform(deployed));
    facts.put("backend", deployed.model().runsOn());
    // The batch is the first size of the shapes below, so no further one is added.
    facts.put("max_batch_size", 0);
    facts.put("input", Inference.inputs(deployed).stream().map(ModelFacts::configured).toList());
    facts.put("output", Inference.outputs(deployed).stream().map(ModelFacts::configured).toList());
    return facts;
  }

  private static Map<String, Object> configured(TensorSpec spec) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("name", spec.name());
    tensor.put(
        "data_type",
        spec.datatype() == Datatype.BYTES ? "TYPE_STRING" : "TYPE_" + spec.datatype().name());
    tensor.put("dims", spec.shape());
    return tensor;
  }

  static Map<String, Object> statistics(Deployed deployed) {
    Counted counted = deployed.statistics().counted();
    Map<String, Object> inference = new LinkedHashMap<>();
    inference.put(
        "success", duration(counted.requests(), counted.queueNanos() + counted.computeNanos()));
    inference.put("fail", duration(counted.failures(), counted.failedNanos()));
    inference.put("queue", duration(counted.requests(), counted.queueNanos()));
    inference.put("compute_input", duration(counted.requests(), 0));
    inference.put("compute_infer", duration(counted.requests(), counted.computeNanos()));
    inference.put("compute_output", duration(counted.requests(), 0));
    inference.put("cache_hit", duration(0, 0));
    inference.put("cache_miss", duration(0, 0));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", deployed.version().model());
    facts.put("version", String.valueOf(deployed.version().number()));
    facts.put("last_inference", counted.lastMillis());
    facts.put("inference_count", counted.rows());
    facts.put("execution_count", counted.executions());
    facts.put("inference_stats", inference);
    facts.put("batch_stats", List.of());
    facts.put(
        "memory_usage",
        List.of(Map.of("type", "CPU", "id", 0, "byte_size", deployed.model().memoryBytes())));
    return facts;
  }

  private static Map<String, Object> duration(long count, long nanos) {
    return Map.of("count", count, "ns", nanos);
  }
}
