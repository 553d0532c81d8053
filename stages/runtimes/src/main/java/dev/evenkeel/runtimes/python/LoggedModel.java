package dev.evenkeel.runtimes.python;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.processes.Requirements;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a folder that MLflow logged says of its model.
///
/// @param folder where it was unpacked
/// @param loader `estimator`, which needs no MLflow, or `pyfunc`
/// @param flavor as people know it: `scikit-learn`
/// @param file the pickle of an estimator; empty for `pyfunc`
/// @param code folders with the model's own modules
/// @param columns none when nobody said
/// @param matrix the number type of a model trained on a matrix; empty for a table
/// @param labels given by its `metadata`; none when the model itself must know
/// @param reference a sample of the training data
/// @param example rows to warm up with
record LoggedModel(
    Path folder,
    String loader,
    String flavor,
    String file,
    List<String> code,
    List<LoggedColumn> columns,
    String matrix,
    List<String> labels,
    Requirements requirements,
    Optional<Path> reference,
    Optional<Frame> example) {
  static final String ESTIMATOR = "estimator";
  static final String PYFUNC = "pyfunc";

  LoggedModel {
    code = List.copyOf(code);
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
  }

  boolean isPyfunc() {
    return loader.equals(PYFUNC);
  }

  LoggedModel withColumns(List<LoggedColumn> others) {
    return new LoggedModel(
        folder,
        loader,
        flavor,
        file,
        code,
        others,
        matrix,
        labels,
        requirements,
        reference,
        example);
  }

  /// As the scripts read it.
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("loader", loader);
    facts.put("folder", folder.toString());
    facts.put("file", folder.resolve(file).toString());
    facts.put("code", code.stream().map(each -> folder.resolve(each).toString()).toList());
    facts.put("columns", columns.stream().map(LoggedColumn::name).toList());
    facts.put(
        "types",
        columns.stream().collect(Collectors.toMap(LoggedColumn::name, LoggedColumn::type)));
    facts.put("matrix", matrix);
    facts.put("labels", labels);
    facts.put("reference", reference.map(Path::toString).orElse(""));
    return facts;
  }
}
