package dev.evenkeel.runtimes.mlflow;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Engine;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.models.TensorModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A native model with what its folder adds: names and types of the signature, labels, examples.
record LoggedModel(LoadedModel model, ModelDescription described, Optional<Frame> rows)
    implements LoadedModel {

  static LoggedModel of(LoadedModel model, Recorded recorded) {
    ModelDescription own = model.described();
    ModelDescription named = named(own, recorded.columns());
    ModelDescription described =
        new ModelDescription(
            named.signature(),
            named.features(),
            target(own.target(), recorded),
            ModelDescription.MLFLOW_ZIP);
    return new LoggedModel(model, described, Examples.read(recorded, described.signature()));
  }

  private static Target target(Target own, Recorded recorded) {
    List<String> labels = recorded.labels();
    if (labels.isEmpty()) {
      return own;
    }
    if (labels.size() != own.labels().size()) {
      throw Recorded.wrong(
          "%d labels in the metadata".formatted(labels.size()),
          recorded.where() + ", MLmodel, /metadata/labels",
          "%d, one for each class of the model".formatted(own.labels().size()));
    }
    return new Target.Classes(own.column(), own.delay(), labels);
  }

  /// The signature's names and types, where they fit the model; a file without names has them in
  /// the order of its columns.
  private static ModelDescription named(ModelDescription own, List<Recorded.Column> columns) {
    List<Property> inputs = own.signature().inputs();
    if (columns.size() != inputs.size()) {
      return own;
    }
    Map<String, Property> known = new HashMap<>();
    inputs.forEach(input -> known.put(input.name(), input));
    List<Property> typed = new ArrayList<>();
    for (Recorded.Column column : columns) {
      Property input = known.get(column.name());
      if (input != null) {
        typed.add(typed(input, column));
      }
    }
    if (typed.size() == columns.size()) {
      return new ModelDescription(new Signature(typed), own.features(), own.target(), own.format());
    }
    List<Property> renamed = new ArrayList<>();
    List<Feature> features = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      Property input = inputs.get(index);
      boolean isNameless =
          input.name().equals("f" + index)
              && own.features().get(index).equals(Feature.of(input.name()));
      if (!isNameless || !columns.get(index).type().isNumeric()) {
        return own;
      }
      Property named = Property.of(columns.get(index).name(), input.type(), input.required());
      renamed.add(typed(named, columns.get(index)));
      features.add(Feature.of(named.name()));
    }
    return new ModelDescription(new Signature(renamed), features, own.target(), own.format());
  }

  private static Property typed(Property input, Recorded.Column column) {
    boolean required = input.required() || column.required();
    return input.type().isNumeric() && column.type().isNumeric()
        ? Property.of(input.name(), column.type(), required)
        : input.withRequired(required);
  }

  @Override
  public Engine engine() {
    return model.engine();
  }

  @Override
  public Optional<TensorModel> tensors() {
    return model.tensors();
  }

  @Override
  public long memoryBytes() {
    return model.memoryBytes();
  }

  @Override
  public boolean isAlive() {
    return model.isAlive();
  }

  @Override
  public String runsOn() {
    return model.runsOn();
  }

  @Override
  public Work work() {
    return model.work();
  }

  @Override
  public int concurrency() {
    return model.concurrency();
  }

  @Override
  public boolean gainsFromBatches() {
    return model.gainsFromBatches();
  }

  @Override
  public Optional<Frame> example() {
    return rows;
  }

  @Override
  public void close() {
    model.close();
  }
}
