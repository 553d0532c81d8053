package dev.evenkeel.training.search;

import java.util.List;
import java.util.random.RandomGenerator;

/// What a setting may be.
sealed interface Range {
  double draw(RandomGenerator random);

  double least();

  double most();

  /// One of some, each as likely.
  record Choice(List<Double> values) implements Range {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public double draw(RandomGenerator random) {
      return values.get(random.nextInt(values.size()));
    }

    @Override
    public double least() {
      return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    @Override
    public double most() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  }

  /// A whole number, both ends included.
  record Whole(long from, long to) implements Range {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextLong(from, to + 1);
    }

    @Override
    public double least() {
      return from;
    }

    @Override
    public double most() {
      return to;
    }
  }

  /// Any number, each as likely.
  record Uniform(double least, double most) implements Range {
    @Override
    public double draw(RandomGenerator random) {
      return Math.clamp(least + (most - least) * random.nextDouble(), least, most);
    }
  }

  /// Any number, each order of magnitude as likely.
  record LogUniform(double least, double most) implements Range {
    @Override
    public double draw(RandomGenerator random) {
      double from = StrictMath.log(least);
      double drawn = StrictMath.exp(from + (StrictMath.log(most) - from) * random.nextDouble());
      return Math.clamp(drawn, least, most);
    }
  }
}
