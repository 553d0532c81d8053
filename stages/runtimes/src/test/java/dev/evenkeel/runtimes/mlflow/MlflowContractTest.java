package dev.evenkeel.runtimes.mlflow;

import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.runtimes.LoggedFolderFixtures;
import dev.evenkeel.runtimes.ModelFormats;
import dev.evenkeel.runtimes.ModelRuntimeContract;
import dev.evenkeel.runtimes.onnx.OnnxRuntime;
import java.util.List;
import java.util.stream.Stream;

class MlflowContractTest extends ModelRuntimeContract {
  @Override
  protected ModelRuntime runtime() {
    return new MlflowRuntime(
        new OnnxRuntime(),
        _ -> {
          throw new IllegalStateException("Cannot load: none of these models needs Python");
        });
  }

  @Override
  protected List<ModelFile> models() {
    return Stream.of("xgboost-classifier", "xgboost-booster", "lightgbm-booster", "onnx-external")
        .map(name -> ModelFormats.read(LoggedFolderFixtures.folder(name)))
        .toList();
  }
}
