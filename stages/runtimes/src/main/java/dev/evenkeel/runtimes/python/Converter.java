package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.processes.Requirements;
import dev.evenkeel.processes.Workplace;
import dev.evenkeel.runtimes.Conversion;
import dev.evenkeel.runtimes.Conversion.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Exports a model of Python, and uses the export only where it answers as the original does.
final class Converter {
  private static final String EXPORTER = "skl2onnx>=1.17";
  private static final int REASON_MAX = 1000;

  private final PythonRuntime python;
  private final ModelRuntime others;

  /// Converts.
  ///
  /// @param others loads what was exported
  Converter(PythonRuntime python, ModelRuntime others) {
    this.python = python;
    this.others = others;
  }

  /// Decides how a model runs. A failure of the export is no failure: then workers run it.
  ///
  /// @throws ProblemException when the model itself does not load
  Conversion convert(ModelFile file, Consumer<String> progress) {
    byte[] own = ConvertedZip.with(file.bytes(), Optional.empty(), file.where());
    ModelFile cleaned = new ModelFile(ModelDescription.MLFLOW_ZIP, own, file.where());
    try (LoadedModel original = python.loadWorkers(cleaned, 1, progress);
        Workplace workplace = python.processes().workplace()) {
      LoggedModel model = PythonRuntime.unpack(workplace, cleaned);
      ConvertedZip.Content content = content(model, original, workplace, progress);
      byte[] bytes = ConvertedZip.with(own, Optional.of(content), file.where());
      return new Conversion(
          content.record().converted() ? Way.CONVERTED : Way.WORKER,
          new ModelFile(ModelDescription.MLFLOW_ZIP, bytes, file.where()),
          content.record().said());
    }
  }

  private ConvertedZip.Content content(
      LoggedModel model, LoadedModel original, Workplace workplace, Consumer<String> progress) {
    if (model.isPyfunc()) {
      return worker(model, original, "a model of its own code has no other form");
    }
    if (model.columns().isEmpty()) {
      return worker(
          model, original, "it has no signature; log it with signature=infer_signature(…)");
    }
    Export export = export(model, workplace, progress);
    List<String> reasons = new ArrayList<>(export.failures());
    Optional<Frame> rows = rows(model, export);
    if (export.candidates().isEmpty() || rows.isEmpty()) {
      if (rows.isEmpty()) {
        reasons.add("nothing to compare by; log it with input_example=rows[:5]");
      }
      return worker(model, original, String.join("; ", reasons));
    }
    progress.accept("comparing the export with the original");
    for (Export.Candidate candidate : export.candidates()) {
      ConvertedZip.@Nullable Content equal =
          judged(candidate, model, original, rows.get(), reasons);
      if (equal != null) {
        return equal;
      }
    }
    return worker(model, original, String.join("; ", reasons));
  }

  private Export export(LoggedModel model, Workplace workplace, Consumer<String> progress) {
    progress.accept("exporting the model to a form that needs no Python");
    try {
      Requirements needed = model.requirements().with(EXPORTER);
      return Export.make(workplace, model, python.interpreter(needed, progress));
    } catch (ProblemException e) {
      // Trees inside of an estimator need no exporter.
      Path own = python.interpreter(model.requirements(), progress);
      Export without = Export.make(workplace, model, own);
      List<String> failures = new ArrayList<>(without.failures());
      failures.add("skl2onnx cannot be had: " + e.problem().what());
      return new Export(without.candidates(), failures, without.sample());
    }
  }

  private static Optional<Frame> rows(LoggedModel model, Export export) {
    List<Frame> parts = new ArrayList<>();
    model.example().ifPresent(parts::add);
    export.sample().ifPresent(parts::add);
    return parts.isEmpty() ? Optional.empty() : Optional.of(Frames.joined(parts));
  }

  /// The content when the candidate agrees; null, and one more reason, when not.
  private ConvertedZip.@Nullable Content judged(
      Export.Candidate candidate,
      LoggedModel model,
      LoadedModel original,
      Frame rows,
      List<String> reasons) {
    ModelDescription described = original.described();
    ModelFile file = new ModelFile(candidate.format(), candidate.bytes(), candidate.name());
    try (LoadedModel loaded = new ConvertedModel(others.load(file), described, "")) {
      Scorer before = Scorer.of(described, original);
      Scorer after = Scorer.of(described, loaded);
      Frame mixed = Comparison.mixed(rows, model.columns());
      double largest =
          Math.max(
              Comparison.largestDifference(before, after, rows),
              Comparison.largestDifference(before, after, mixed));
      if (!(largest <= Comparison.TOLERANCE)) {
        reasons.add(
            Double.isInfinite(largest)
                ? "%s answers other labels than the original".formatted(candidate.name())
                : "%s differs from the original by %.2g".formatted(candidate.name(), largest));
        return null;
      }
      return new ConvertedZip.Content(
          new ConversionRecord(
              true,
              "",
              candidate.format(),
              model.flavor(),
              described,
              rows.rows(),
              mixed.rows(),
              Comparison.TOLERANCE,
              largest,
              Comparison.medianMicros(before, rows),
              Comparison.medianMicros(after, rows)),
          candidate.bytes());
    } catch (ProblemException e) {
      reasons.add("%s cannot be used: %s".formatted(candidate.name(), e.problem().what()));
      return null;
    }
  }

  private static ConvertedZip.Content worker(
      LoggedModel model, LoadedModel original, String reason) {
    return new ConvertedZip.Content(
        new ConversionRecord(
            false,
            reason.substring(0, Math.min(REASON_MAX, reason.length())),
            "",
            model.flavor(),
            original.described(),
            0,
            0,
            Comparison.TOLERANCE,
            0,
            0,
            0),
        new byte[0]);
  }
}
