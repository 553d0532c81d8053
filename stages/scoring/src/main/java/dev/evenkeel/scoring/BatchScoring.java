package dev.evenkeel.scoring;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.scoring.ScoringRequest.BadRows;
import dev.evenkeel.tables.AnswerBlock;
import dev.evenkeel.tables.AnswerColumn;
import dev.evenkeel.tables.RejectedRow;
import dev.evenkeel.tables.RowBlock;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableReader;
import dev.evenkeel.tables.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Scores a file of any size in bounded memory: the same answers as an endpoint gives, since rules,
/// features and model are the same.
public final class BatchScoring {
  private static final int CELLS_MAX = 4_000_000;
  private static final int BLOCK_ROWS = 8_192;
  private static final int BLOCK_ROWS_MIN = 256;

  private final BatchModel model;
  private final ScoringRequest request;
  private final ScoringProgress progress;
  private final List<Property> inputs;
  private final Answers answers;
  private long rows;
  private long warned;

  private BatchScoring(BatchModel model, ScoringRequest request, ScoringProgress progress) {
    this.model = model;
    this.request = request;
    this.progress = progress;
    this.inputs = model.description().signature().inputs();
    Scorer scorer = Scorer.of(model.description(), model.loaded());
    this.answers = new Answers(model, scorer, request.options().explain());
  }

  /// Reads the input, scores it, and writes the output, which has its name when it is whole.
  ///
  /// @throws dev.evenkeel.base.ProblemException when a file cannot be used, or a row is bad and bad
  ///   rows stop the run; nothing is left behind then
  public static ScoringResult run(
      BatchModel model, ScoringRequest request, ScoringProgress progress) {
    return new BatchScoring(model, request, progress).run();
  }

  /// The columns that an output has behind those of its input, without explanations.
  public static List<Property> answers(ModelDescription description) {
    return Answers.columns(description, "", "", false).stream()
        .map(column -> Property.of(column.name(), type(column), false))
        .toList();
  }

  private static LogicalType type(AnswerColumn column) {
    return switch (column) {
      case AnswerColumn.Numeric _ -> LogicalType.NUMBER;
      case AnswerColumn.Word _, AnswerColumn.Constant _ -> LogicalType.STRING;
    };
  }

  /// A scored block.
  private record Scored(RowBlock block, AnswerBlock answers, int warned) {}

  private ScoringResult run() {
    boolean overwrite = request.options().overwrite();
    demandApart(request.input().path(), request.output().path());
    State before = State.of(request.input().path());
    try (OutputFile output = OutputFile.create(request.output().path(), overwrite);
        RejectedRows rejected = RejectedRows.create(rejectedFile(request.output()), overwrite);
        Scratch scratch = Scratch.create()) {
      long written = score(request.output().at(output.temporary()), rejected, scratch.folder());
      if (!State.of(request.input().path()).equals(before) || written != rows - rejected.rows()) {
        throw new Problem(
                Problem.Kind.CONFLICT,
                "the input changed while it was read",
                request.input().path().toString(),
                "a file that nobody writes",
                "score it again")
            .asException();
      }
      Optional<Path> kept = rejected.publish();
      output.publish();
      return new ScoringResult(written, rejected.rows(), warned, output.target(), kept);
    }
  }

  private long score(TableFile output, RejectedRows rejected, Path scratch) {
    boolean quarantine = request.options().badRows() == BadRows.QUARANTINE;
    TableReader.Options reading =
        new TableReader.Options(blockRows(), quarantine, request.options().mayMiss());
    try (TableReader reader = TableReader.open(request.input(), inputs, reading, scratch);
        TableWriter writer =
            TableWriter.open(request.input(), request.keep(), answers.columns(), scratch);
        ScoredBlocks<Scored> blocks = new ScoredBlocks<>(reader, this::scored, threads())) {
      OptionalLong total = TableReader.rows(request.input(), scratch);
      return writer.write(
          inputs, output, () -> blocks.next().map(block -> taken(block, rejected, total)));
    }
  }

  private AnswerBlock taken(Scored scored, RejectedRows rejected, OptionalLong total) {
    rejected.add(scored.block().rejected());
    rows += scored.answers().rows();
    warned += scored.warned();
    progress.at(rows, total);
    return scored.answers();
  }

  private Scored scored(RowBlock block) {
    Frame frame = block.frame();
    BitSet out = new BitSet();
    block.rejected().forEach(row -> out.set(Math.toIntExact(row.number() - block.first())));
    if (!out.isEmpty() && request.options().badRows() == BadRows.STOP) {
      throw bad(block.rejected().getFirst());
    }
    int[] good = IntStream.range(0, frame.rows()).filter(row -> !out.get(row)).toArray();
    Answers.Filled filled =
        answers.fill(out.isEmpty() ? frame : frame.select(good), good, frame.rows());
    int odd = 0;
    for (int row : good) {
      odd += filled.warned()[row] || block.warned().get(row) ? 1 : 0;
    }
    return new Scored(block, new AnswerBlock(frame.rows(), filled.numbers(), out), odd);
  }

  private RuntimeException bad(RejectedRow row) {
    RejectedRow.Cell cell = row.cells().getFirst();
    return new Problem(
            Problem.Kind.INPUT,
            "row %,d cannot be scored: `%s` is %s"
                .formatted(row.number(), Names.abbreviate(cell.column()), cell.found()),
            "%s, row %d, column `%s`"
                .formatted(request.input().path(), row.number(), Names.abbreviate(cell.column())),
            cell.expected(),
            "mend the row, or have such rows set aside: evenkeel score --on-error quarantine")
        .asException();
  }

  private int blockRows() {
    return request
        .options()
        .blockRows()
        .orElse(Math.clamp(CELLS_MAX / Math.max(1, inputs.size()), BLOCK_ROWS_MIN, BLOCK_ROWS));
  }

  /// A model in another process has so many ears and no more.
  private int threads() {
    LoadedModel loaded = model.loaded();
    int wanted = request.options().threads().orElse(loaded.concurrency());
    int useful =
        loaded.work() == LoadedModel.Work.WAITING ? Math.min(wanted, loaded.concurrency()) : wanted;
    return Math.max(1, useful);
  }

  private static Path rejectedFile(TableFile output) {
    return output.path().resolveSibling(output.stem() + ".rejected.jsonl");
  }

  private static void demandApart(Path input, Path output) {
    try {
      if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
        throw new Problem(
                Problem.Kind.CONFLICT,
                "the output is the input",
                output.toString(),
                "another file",
                "choose another name")
            .asException();
      }
    } catch (IOException e) {
      throw OutputFile.unwritable(output, e);
    }
  }

  /// What tells that a file was written; nothing for one that is not there.
  private record State(long bytes, FileTime at) {
    static State of(Path file) {
      try {
        return Files.exists(file)
            ? new State(Files.size(file), Files.getLastModifiedTime(file))
            : new State(0, FileTime.fromMillis(0));
      } catch (IOException e) {
        throw new Problem(
                Problem.Kind.ENVIRONMENT,
                "the input cannot be read",
                file.toString(),
                "",
                "check its rights")
            .asException(e);
      }
    }
  }
}
