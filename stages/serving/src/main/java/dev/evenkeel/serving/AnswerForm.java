package dev.evenkeel.serving;

import dev.evenkeel.models.Prediction;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import java.util.List;

/// A version's answers in JSON, prepared as far as they are always the same.
public final class AnswerForm {
  private static final byte[] VALUE = ascii("{\"value\":");
  private static final byte[] EXPLANATION = ascii(",\"explanation\":");
  private static final byte[] ID = ascii(",\"predictionId\":");
  private static final byte[] WARNINGS = ascii(",\"warnings\":[");

  private final String number;
  private final byte[][] labels;
  private final byte[][] probabilities;
  private final byte[] version;
  private final byte[] champion;

  AnswerForm(ModelVersion of) {
    number = String.valueOf(of.number());
    List<String> names = of.description().target().labels();
    labels = new byte[names.size()][];
    probabilities = new byte[names.size()][];
    for (int label = 0; label < labels.length; label++) {
      JsonBytes name = new JsonBytes(64).string(names.get(label));
      labels[label] =
          new JsonBytes(64)
              .ascii("{\"label\":")
              .raw(name.toArray())
              .ascii(",\"probability\":")
              .toArray();
      probabilities[label] =
          new JsonBytes(64)
              .ascii(label == 0 ? ",\"probabilities\":{" : ",")
              .raw(name.toArray())
              .raw(':')
              .toArray();
    }
    version =
        new JsonBytes(64)
            .ascii(",\"model\":")
            .string(of.model())
            .ascii(",\"version\":")
            .string(number)
            .toArray();
    champion = alias(Models.CHAMPION);
  }

  /// Writes the answer of one row.
  ///
  /// @param asked the alias that led to the version, or its number
  /// @param explanation as JSON; empty when nobody asked for one
  void write(
      JsonBytes out,
      Prediction prediction,
      byte[] explanation,
      String asked,
      long idUpper,
      long idLower,
      List<String> warnings) {
    if (labels.length == 0) {
      out.raw(VALUE).number(prediction.value());
    } else {
      double[] of = prediction.probabilities();
      out.raw(labels[prediction.labelIndex()]).number(of[prediction.labelIndex()]);
      for (int label = 0; label < labels.length; label++) {
        out.raw(probabilities[label]).number(of[label]);
      }
      out.raw('}');
    }
    if (explanation.length > 0) {
      out.raw(EXPLANATION).raw(explanation);
    }
    out.raw(version);
    if (asked.equals(Models.CHAMPION)) {
      out.raw(champion);
    } else if (!asked.equals(number)) {
      out.raw(alias(asked));
    }
    out.raw(ID).uuid(idUpper, idLower).raw(WARNINGS);
    for (int warning = 0; warning < warnings.size(); warning++) {
      if (warning > 0) {
        out.raw(',');
      }
      out.string(warnings.get(warning));
    }
    out.raw(']').raw('}');
  }

  private static byte[] alias(String name) {
    return new JsonBytes(64).ascii(",\"alias\":").string(name).toArray();
  }

  private static byte[] ascii(String text) {
    return new JsonBytes(64).ascii(text).toArray();
  }
}
