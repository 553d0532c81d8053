package dev.evenkeel.runtimes;

import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.TreesRuntime;
import java.util.List;
import java.util.stream.Stream;

class TreesContractTest extends ModelRuntimeContract {
  @Override
  protected ModelRuntime runtime() {
    return new TreesRuntime();
  }

  @Override
  protected List<ModelFile> models() {
    return Stream.of(
            "xgboost-classifier/model.ubj",
            "xgboost-booster/model.json",
            "lightgbm-booster/model.lgb")
        .map(name -> ModelFormats.read(LoggedFolderFixtures.folder(name)))
        .toList();
  }
}
