package dev.evenkeel.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// 4,096 rows a call; an operation is a row.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Contenders.ROWS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
// JMH fills the fields in `prepare`.
@SuppressWarnings("NullAway.Init")
public class BatchBenchmark {
  @Param({"0.0", "0.2"})
  public double missing;

  private Contenders contenders;
  private final double[] answers = new double[2 * Contenders.ROWS];

  @Setup
  public void prepare() {
    contenders = new Contenders(missing);
  }

  @Benchmark
  public double[] engine() {
    contenders.engine.predictAll(contenders.rows, Contenders.ROWS, answers);
    return answers;
  }

  @Benchmark
  public double[] arrayWalk() {
    for (int row = 0; row < Contenders.ROWS; row++) {
      answers[row] = contenders.walk.predict(contenders.rows, row * Contenders.WIDTH);
    }
    return answers;
  }

  @Benchmark
  public float[][] libraryInPlace() {
    return contenders.inPlace(contenders.rows, Contenders.ROWS);
  }

  @Benchmark
  public float[][] libraryByMatrix() {
    return contenders.byMatrix(contenders.rows, Contenders.ROWS);
  }
}
