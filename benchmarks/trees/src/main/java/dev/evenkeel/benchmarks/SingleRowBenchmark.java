package dev.evenkeel.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One row a call, another one each time.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
// JMH fills the fields in `prepare`.
@SuppressWarnings("NullAway.Init")
public class SingleRowBenchmark {
  @Param({"0.0", "0.2"})
  public double missing;

  private Contenders contenders;
  private float[][] apart;
  private final double[] answers = new double[2];
  private int next;

  @Setup
  public void prepare() {
    contenders = new Contenders(missing);
    apart = new float[Contenders.ROWS][];
    for (int row = 0; row < apart.length; row++) {
      apart[row] = contenders.row(row);
    }
  }

  private int row() {
    next = (next + 1) % Contenders.ROWS;
    return next;
  }

  @Benchmark
  public double engine() {
    contenders.engine.predict(contenders.rows, row() * Contenders.WIDTH, answers);
    return answers[1];
  }

  @Benchmark
  public float arrayWalk() {
    return contenders.walk.predict(contenders.rows, row() * Contenders.WIDTH);
  }

  @Benchmark
  public float[][] libraryInPlace() {
    return contenders.inPlace(apart[row()], 1);
  }

  @Benchmark
  public float[][] libraryByMatrix() {
    return contenders.byMatrix(apart[row()], 1);
  }
}
