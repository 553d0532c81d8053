package dev.evenkeel.runtimes;

import dev.evenkeel.models.LinearModel;
import dev.evenkeel.models.ModelDescription;
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
    Stream<ModelFile> logged =
        Stream.of(
                "xgboost-classifier/model.ubj",
                "xgboost-booster/model.json",
                "lightgbm-booster/model.lgb")
            .map(name -> ModelFormats.read(LoggedFolderFixtures.folder(name)));
    return Stream.concat(logged, Stream.of(linear())).toList();
  }

  private static ModelFile linear() {
    byte[] written =
        LinearModel.write(
            3,
            List.of("rooms", "age"),
            new double[] {5, 40},
            new double[] {2, 30},
            new double[] {0.2, 0, -0.1},
            new double[] {1, -2, 0.5, 0.25, -1, 3});
    return new ModelFile(ModelDescription.LINEAR_JSON, written, "linear");
  }
}
