package dev.evenkeel.serving;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Tensor;
import dev.evenkeel.serving.load.Observer;
import dev.evenkeel.serving.load.Work;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request's hold on a version. Its methods are called by the request's thread.
final class HeldLease implements Lease {
  /// What ends sooner than this costs more to hand over than to do.
  private static final long SHORT_NANOS = 50_000;

  private final Resident resident;
  private final String asked;
  private final String protocol;
  private final Shadows shadows;
  private final long begun = System.nanoTime();
  private @Nullable Outcome outcome;
  private @Nullable Frame rows;
  private List<Prediction> answers = List.of();
  private boolean closed;

  /// @param resident held already; the lease gives it back
  HeldLease(Resident resident, String asked, String protocol, Shadows shadows) {
    this.resident = resident;
    this.asked = asked;
    this.protocol = protocol;
    this.shadows = shadows;
    resident.inFlight().increment();
  }

  @Override
  public Deployed deployed() {
    return resident.deployed();
  }

  @Override
  public String asked() {
    return asked;
  }

  @Override
  public <T> T compute(int count, long deadlineNanos, Supplier<T> work) {
    return isInline(count)
        ? counted(() -> inline(count, deadlineNanos, work))
        : queued(new Work.Alone<>(count, work), deadlineNanos);
  }

  @Override
  public List<Prediction> score(Frame frame, long deadlineNanos) {
    return resident.joins() && !isInline(frame.rows())
        ? queued(
            new Work.Joinable<>(frame.rows(), frame, frame.names(), resident.rows()), deadlineNanos)
        : compute(frame.rows(), deadlineNanos, () -> deployed().scorer().score(frame));
  }

  @Override
  public List<Tensor> infer(
      List<Tensor> inputs, Set<String> wanted, int count, long deadlineNanos) {
    Joined.Form form =
        resident.joins() && !isInline(count) ? Joined.form(inputs, wanted, count) : null;
    return form != null
        ? queued(new Work.Joinable<>(count, inputs, form, resident.tensors()), deadlineNanos)
        : compute(
            count,
            deadlineNanos,
            () -> deployed().model().tensors().orElseThrow().infer(inputs, wanted));
  }

  private boolean isInline(int count) {
    return resident.isQuick() && resident.gate().isShort(count, SHORT_NANOS);
  }

  private <T> T inline(int count, long deadlineNanos, Supplier<T> work) {
    long started = System.nanoTime();
    if (deadlineNanos != Long.MAX_VALUE && started - deadlineNanos >= 0) {
      resident.meters().refused(Observer.Refusal.DEADLINE);
      throw Problem.of(
              Problem.Kind.TIMEOUT, "the deadline passed before the work began", "allow more time")
          .asException();
    }
    try {
      T result = work.get();
      long took = System.nanoTime() - started;
      resident.gate().learn(count, took);
      resident.meters().called(count);
      resident.meters().answered(count, 0, took);
      return result;
    } catch (RuntimeException e) {
      resident.meters().failed(System.nanoTime() - started);
      throw e;
    }
  }

  private <T> T queued(Work<T> work, long deadlineNanos) {
    // A hold of its own: when the request gives up, what runs still needs the model.
    if (!resident.hold()) {
      throw new IllegalStateException("Cannot compute: the lease has ended");
    }
    return counted(() -> resident.gate().run(work, deadlineNanos, resident::release));
  }

  private <T> T counted(Supplier<T> work) {
    try {
      T result = work.get();
      if (outcome == null) {
        outcome = Outcome.ANSWERED;
      }
      return result;
    } catch (ProblemException e) {
      outcome =
          switch (e.problem().kind()) {
            case BUSY, TIMEOUT -> Outcome.REJECTED;
            case MALFORMED,
                INPUT,
                UNAUTHENTICATED,
                FORBIDDEN,
                NOT_FOUND,
                CONFLICT,
                TOO_LARGE,
                CONFIGURATION,
                UNSUPPORTED ->
                Outcome.REFUSED;
            case ENVIRONMENT, NOT_SERVING, INTERNAL -> Outcome.FAILED;
          };
      throw e;
    } catch (RuntimeException e) {
      outcome = Outcome.FAILED;
      throw e;
    }
  }

  @Override
  public void answered(Frame frame, List<Prediction> predictions) {
    rows = frame;
    answers = predictions;
  }

  @Override
  public void became(Outcome said) {
    outcome = said;
  }

  @Override
  public void violated(List<Violation> violations) {
    became(Outcome.REFUSED);
    resident
        .meters()
        .violated(
            Violations.counts(violations, deployed().version().description().signature().inputs()));
  }

  @Override
  public void spent(Phase phase, long nanos) {
    resident.meters().spent(phase, nanos);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (outcome != null) {
      long nanos = System.nanoTime() - begun;
      String alias = asked.equals(String.valueOf(resident.number())) ? "" : asked;
      resident.meters().served(protocol, alias, outcome, nanos);
      resident.recent().add(nanos, outcome == Outcome.FAILED);
    }
    resident.inFlight().decrement();
    if (rows != null) {
      shadows.offer(resident, rows, answers);
    }
    resident.release();
  }
}
