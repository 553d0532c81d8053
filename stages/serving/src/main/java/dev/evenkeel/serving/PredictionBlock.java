package dev.evenkeel.serving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Answers of one version without their features, gathered into one value of the database: texts
/// once, then a row of numbers for each answer.
final class PredictionBlock {
  private static final byte FORM = 1;
  private static final int ROW_BYTES = 3 * Long.BYTES + 5 * Integer.BYTES + 2 * Long.BYTES;
  private static final long SPAN_MILLIS = 10_000;

  private final String model;
  private final int version;
  private final Map<String, Integer> texts = new HashMap<>();
  private final List<String> inOrder = new ArrayList<>();
  private ByteBuffer buffer = ByteBuffer.allocate(4 << 10);
  private int rows;
  private UUID first = new UUID(0, 0);
  private UUID last = first;
  private Instant starts = Instant.MAX;
  private Instant ends = Instant.MIN;

  PredictionBlock(String model, int version) {
    this.model = model;
    this.version = version;
  }

  String model() {
    return model;
  }

  int version() {
    return version;
  }

  int rows() {
    return rows;
  }

  String firstId() {
    return first.toString();
  }

  String lastId() {
    return last.toString();
  }

  Instant starts() {
    return starts;
  }

  Instant ends() {
    return ends;
  }

  /// Whether an id of this machine time may come in. A block spans ten seconds at most, so that a
  /// search by id looks at few of them.
  boolean takes(long upper) {
    return rows == 0
        || PredictionIds.millis(upper) - PredictionIds.millis(first.getMostSignificantBits())
            <= SPAN_MILLIS;
  }

  /// The greatest id that may lie in one block with this one.
  static String spanEnd(String id) {
    long upper = UUID.fromString(id).getMostSignificantBits();
    return new UUID((PredictionIds.millis(upper) + SPAN_MILLIS + 1) << 16, 0).toString();
  }

  void add(AnsweredRequest request, int row) {
    var prediction = request.predictions().get(row);
    double[] probabilities = prediction.probabilities();
    head(
        new UUID(request.ids()[2 * row], request.ids()[2 * row + 1]),
        request.at(),
        request.nanos() / 1_000,
        request.protocol(),
        request.alias(),
        prediction.label(),
        prediction.value(),
        probabilities.length);
    for (double probability : probabilities) {
      buffer.putDouble(probability);
    }
  }

  void add(LoggedPrediction row) {
    head(
        UUID.fromString(row.id()),
        row.at(),
        row.micros(),
        row.protocol(),
        row.alias(),
        row.label(),
        row.value(),
        row.probabilities().size());
    row.probabilities().forEach(buffer::putDouble);
  }

  private void head(
      UUID id,
      Instant at,
      long micros,
      String protocol,
      String alias,
      String label,
      double value,
      int probabilities) {
    int bytes = ROW_BYTES + Double.BYTES * probabilities;
    if (buffer.remaining() < bytes) {
      buffer = ByteBuffer.allocate(2 * buffer.capacity() + bytes).put(buffer.flip());
    }
    first = rows == 0 ? id : first;
    last = id;
    starts = at.isBefore(starts) ? at : starts;
    ends = at.isAfter(ends) ? at : ends;
    rows++;
    buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    buffer.putLong(at.getEpochSecond()).putInt(at.getNano());
    buffer.putInt(index(protocol)).putInt(index(alias)).putInt(index(label));
    buffer.putLong(micros).putDouble(value).putInt(probabilities);
  }

  private int index(String text) {
    Integer known = texts.putIfAbsent(text, inOrder.size());
    if (known == null) {
      inOrder.add(text);
      return inOrder.size() - 1;
    }
    return known;
  }

  byte[] encode() {
    List<byte[]> written =
        inOrder.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int bytes = written.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
    ByteBuffer whole = ByteBuffer.allocate(1 + 2 * Integer.BYTES + bytes + buffer.position());
    whole.put(FORM).putInt(written.size());
    written.forEach(text -> whole.putInt(text.length).put(text));
    whole.putInt(rows).put(buffer.duplicate().flip());
    return whole.array();
  }

  /// The answers of a block, in the order in which they were added.
  static List<LoggedPrediction> decode(String model, int version, byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    if (in.get() != FORM) {
      throw new IllegalStateException(
          "Cannot read a block of the prediction log: a newer release wrote it");
    }
    String[] texts = new String[in.getInt()];
    for (int index = 0; index < texts.length; index++) {
      byte[] text = new byte[in.getInt()];
      in.get(text);
      texts[index] = new String(text, StandardCharsets.UTF_8);
    }
    int count = in.getInt();
    List<LoggedPrediction> rows = new ArrayList<>(count);
    for (int row = 0; row < count; row++) {
      rows.add(read(model, version, texts, in));
    }
    return rows;
  }

  private static LoggedPrediction read(String model, int version, String[] texts, ByteBuffer in) {
    String id = PredictionIds.text(in.getLong(), in.getLong());
    Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
    String protocol = texts[in.getInt()];
    String alias = texts[in.getInt()];
    String label = texts[in.getInt()];
    long micros = in.getLong();
    double value = in.getDouble();
    List<Double> probabilities = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      probabilities.add(in.getDouble());
    }
    return new LoggedPrediction(
        id, model, version, at, null, null, label, value, probabilities, protocol, alias, micros);
  }
}
