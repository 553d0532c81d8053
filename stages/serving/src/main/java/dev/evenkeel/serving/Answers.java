package dev.evenkeel.serving;

import dev.evenkeel.contracts.RowParser.Rows;
import dev.evenkeel.models.Prediction;
import java.util.ArrayList;
import java.util.List;

/// What a request is answered, before it is written.
///
/// @param asked the alias that led to the version, or its number
/// @param ids two halves for each row
/// @param explanations as JSON, one for each row; none when nobody asked for them
// Two are never compared.
@SuppressWarnings("ArrayRecordComponent")
record Answers(
    Deployed deployed,
    String asked,
    long[] ids,
    Rows rows,
    List<Prediction> predictions,
    List<byte[]> explanations) {
  private static final int ROW_BYTES = 400;

  /// `{"predictions":[...]}`.
  byte[] json() {
    JsonBytes out = new JsonBytes(32 + ROW_BYTES * predictions.size()).ascii("{\"predictions\":[");
    for (int row = 0; row < predictions.size(); row++) {
      if (row > 0) {
        out.raw(',');
      }
      Prediction prediction = predictions.get(row);
      deployed
          .form()
          .write(
              out,
              prediction,
              explanations.isEmpty() ? new byte[0] : explanations.get(row),
              asked,
              ids[2 * row],
              ids[2 * row + 1],
              warnings(row));
    }
    return out.raw(']').raw('}').toArray();
  }

  /// Of reading the row and of scoring it.
  List<String> warnings(int row) {
    List<String> read = rows.warnings(row);
    List<String> scored = predictions.get(row).warnings();
    if (read.isEmpty() || scored.isEmpty()) {
      return read.isEmpty() ? scored : read;
    }
    List<String> all = new ArrayList<>(read);
    all.addAll(scored);
    return all;
  }
}
