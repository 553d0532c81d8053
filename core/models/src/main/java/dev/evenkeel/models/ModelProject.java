package dev.evenkeel.models;

import java.util.List;

/// A model project as its user wrote it: `evenkeel.yaml`.
///
/// @param model the name that serves
/// @param features in the order of the model's inputs
/// @param pipeline path of the training pipeline inside the project
/// @param monitoring path of what is watched
/// @param policy path of when to retrain
public record ModelProject(
    String name,
    String model,
    DatasetSource dataset,
    Target target,
    List<Feature> features,
    String pipeline,
    String monitoring,
    String policy) {
  public ModelProject {
    features = List.copyOf(features);
  }

  /// Reads the file strictly.
  ///
  /// @param where its name in messages
  public static ModelProject read(String yaml, String where) {
    return ProjectFile.read(yaml, where);
  }

  /// Writes a file that [#read] reads back as the same project.
  public String write() {
    return ProjectFile.write(this);
  }
}
