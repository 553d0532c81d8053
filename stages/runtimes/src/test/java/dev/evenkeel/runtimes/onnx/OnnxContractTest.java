package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.runtimes.ModelRuntimeContract;
import java.util.List;
import java.util.stream.Stream;

class OnnxContractTest extends ModelRuntimeContract {
  @Override
  protected ModelRuntime runtime() {
    return new OnnxRuntime();
  }

  @Override
  protected List<ModelFile> models() {
    return Stream.of(
            "pipeline",
            "pipeline-zipmap",
            "pipeline-columns",
            "pipeline-regressor",
            "matrix-zipmap",
            "neighbours",
            "line",
            "xgboost-two",
            "xgboost-three",
            "svc",
            "softmax-one",
            "doubles",
            "words",
            "zipmap-hidden")
        .map(Fixtures::file)
        .toList();
  }
}
