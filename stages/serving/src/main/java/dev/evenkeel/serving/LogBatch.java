package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// What is committed at once.
final class LogBatch {
  private final List<LoggedPrediction> logged = new ArrayList<>();
  private final List<PredictionBlock> blocks = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<CountDownLatch> flushes = new ArrayList<>();
  private int rows;

  int rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows == 0 && flushes.isEmpty();
  }

  List<LoggedPrediction> logged() {
    return logged;
  }

  List<PredictionBlock> blocks() {
    return blocks;
  }

  List<String> keys() {
    return keys;
  }

  List<CountDownLatch> flushes() {
    return flushes;
  }

  void add(PredictionLog.Entry entry) {
    switch (entry) {
      case PredictionLog.Entry.Rows(List<LoggedPrediction> of) -> {
        rows += of.size();
        logged.addAll(of);
        keys.add(of.getFirst().id());
      }
      case PredictionLog.Entry.Request(AnsweredRequest answered, BitSet sampled) ->
          add(answered, sampled);
      case PredictionLog.Entry.Flush(CountDownLatch written) -> flushes.add(written);
    }
  }

  private void add(AnsweredRequest answered, BitSet sampled) {
    rows += answered.rows();
    for (int row = 0; row < answered.rows(); row++) {
      Optional<Frame> inputs = answered.inputs();
      if (inputs.isPresent() && sampled.get(row)) {
        logged.add(answered.logged(row, inputs.get(), null));
      } else {
        block(answered, answered.ids()[2 * row]).add(answered, row);
      }
    }
  }

  private PredictionBlock block(AnsweredRequest answered, long upper) {
    String model = answered.version().model();
    int version = answered.version().number();
    // The newest is last, and mostly the right one.
    for (int index = blocks.size() - 1; index >= 0; index--) {
      PredictionBlock block = blocks.get(index);
      if (block.version() == version && block.model().equals(model) && block.takes(upper)) {
        return block;
      }
    }
    PredictionBlock block = new PredictionBlock(model, version);
    blocks.add(block);
    return block;
  }
}
