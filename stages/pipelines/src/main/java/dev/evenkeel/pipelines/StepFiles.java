package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelines.definition.ValueType;
import dev.evenkeel.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// The files that steps answered: reports, profiles, what programs wrote.
///
/// Only what is declared as a file is one. Any text may look like a digest, and who could write one
/// into an answer would read every blob of the store by it.
public final class StepFiles {
  private static final PortType FILE = PortType.of(ValueType.FILE);
  private static final int HEAD_BYTES = 256;
  private static final String PAGE = "text/html; charset=utf-8";

  // A page that a program wrote is a picture here: it runs nothing, and is of no origin.
  private static final Map<String, String> SHOWN =
      Map.of(
          "Content-Security-Policy",
          "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");

  private final RunHistory history;
  private final PipelineRuns runs;
  private final BlobStore blobs;

  /// Reads what is declared from the definitions that `runs` keep.
  public StepFiles(RunHistory history, PipelineRuns runs, BlobStore blobs) {
    this.history = history;
    this.runs = runs;
    this.blobs = blobs;
  }

  /// Whether an answer of a run's step is a file that [#reply] sends.
  public boolean isFile(PipelineRun run, StepRun step, String output) {
    // Looked at first: a page asks of every answer, and few look like a file.
    String value = step.output().getOrDefault(output, "");
    return FILE.refuse(value).isEmpty() && isDeclared(run, step, output);
  }

  private boolean isDeclared(PipelineRun run, StepRun step, String output) {
    Step defined = runs.definition(run).step(Reducer.stepOf(step.name()));
    return defined.out().isEmpty()
        ? runs.files(defined.uses()).contains(output)
        : FILE.equals(defined.out().get(output));
  }

  /// Sends one: a page to look at, JSON, plain text, or anything else to keep.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when the step answered no file
  ///   of this name, or the file has been cleaned away
  Reply reply(String runId, String stepName, String output) {
    PipelineRun run = history.run(runId);
    StepRun step = history.step(runId, stepName);
    if (!isFile(run, step, output)) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "step %s answered no file `%s`".formatted(step.name(), Names.abbreviate(output)),
              "look at what it answered: values stand in the step itself")
          .asException();
    }
    // Opened here, where a failure can still be told.
    InputStream content =
        blobs
            .get(step.output().getOrDefault(output, ""))
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "the file `%s` of step %s is no more".formatted(output, step.name()),
                        "run the pipeline again")
                    .asException());
    return sent(content, output);
  }

  private static Reply sent(InputStream content, String output) {
    byte[] head;
    try {
      head = content.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT, "the file cannot be read", "check the disk and the store")
          .asException(e);
    }
    String type = type(head);
    Map<String, String> headers =
        type.equals("application/octet-stream")
            ? Map.of("Content-Disposition", "attachment; filename=\"%s\"".formatted(output))
            : SHOWN;
    return new Reply.Streamed(
        200,
        type,
        out -> {
          try (InputStream all =
              new SequenceInputStream(new java.io.ByteArrayInputStream(head), content)) {
            all.transferTo(out);
          }
        },
        headers);
  }

  /// By how it begins, since a digest says nothing of that.
  private static String type(byte[] head) {
    String begin = new String(head, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
      return PAGE;
    }
    if (begin.startsWith("{") || begin.startsWith("[")) {
      return "application/json";
    }
    return "application/octet-stream";
  }
}
