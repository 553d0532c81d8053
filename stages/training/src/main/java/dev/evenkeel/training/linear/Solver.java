package dev.evenkeel.training.linear;

import java.util.Arrays;

/// Accelerated proximal gradient descent (FISTA, Beck and Teboulle 2009) that begins its momentum
/// anew whenever that points uphill (O'Donoghue and Candès 2015). One method fits all losses and
/// both penalties, and sets weights to exactly zero where L1 says so.
final class Solver {
  private static final int STEPS_MAX = 20_000;

  /// Of the largest weight; well below what a float holds.
  private static final double STEP_MIN = 1e-9;

  private final double[] values;
  private final int width;
  private final double[] labels;
  private final int classes;
  private final Penalty penalty;
  private final int outputs;

  Solver(double[] values, int width, double[] labels, int classes, Penalty penalty) {
    if (labels.length == 0 || values.length != labels.length * width || classes == 1) {
      throw new IllegalArgumentException(
          "Cannot fit %d labels to %d values of %d columns and %d classes"
              .formatted(labels.length, values.length, width, classes));
    }
    this.values = values;
    this.width = width;
    this.labels = labels;
    this.classes = classes;
    this.penalty = penalty;
    this.outputs = classes > 2 ? classes : 1;
  }

  /// Weights of an output, then its intercept, output by output.
  LinearFit solve() {
    double[] at = new double[outputs * (width + 1)];
    double[] ahead = at.clone();
    double momentum = 1;
    double rate = 1 / (curvature() + penalty.l2());
    boolean hasConverged = false;
    for (int step = 0; step < STEPS_MAX && !hasConverged; step++) {
      double[] next = descend(ahead, gradient(ahead), rate);
      double uphill = 0;
      double moved = 0;
      double most = 1e-3;
      for (int index = 0; index < at.length; index++) {
        uphill += (ahead[index] - next[index]) * (next[index] - at[index]);
        moved = Math.max(moved, Math.abs(next[index] - at[index]));
        most = Math.max(most, Math.abs(next[index]));
      }
      double grown = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double share = uphill > 0 ? 0 : (momentum - 1) / grown;
      for (int index = 0; index < at.length; index++) {
        ahead[index] = next[index] + share * (next[index] - at[index]);
      }
      hasConverged = moved <= STEP_MIN * most;
      momentum = grown;
      at = next;
    }
    return fit(at, hasConverged);
  }

  private LinearFit fit(double[] at, boolean hasConverged) {
    double[] intercepts = new double[outputs];
    double[] weights = new double[outputs * width];
    for (int output = 0; output < outputs; output++) {
      intercepts[output] = at[output * (width + 1) + width];
      System.arraycopy(at, output * (width + 1), weights, output * width, width);
    }
    return new LinearFit(classes, width, intercepts, weights, hasConverged);
  }

  private double[] descend(double[] from, double[] gradient, double rate) {
    double[] next = new double[from.length];
    for (int index = 0; index < from.length; index++) {
      double moved = from[index] - rate * gradient[index];
      boolean isIntercept = index % (width + 1) == width;
      next[index] =
          isIntercept
              ? moved
              : Math.copySign(Math.max(0, Math.abs(moved) - rate * penalty.l1()), moved);
    }
    return next;
  }

  /// Of mean loss and L2.
  private double[] gradient(double[] at) {
    double[] gradient = new double[at.length];
    for (int row = 0; row < labels.length; row++) {
      double[] errors = errors(at, row);
      for (int output = 0; output < outputs; output++) {
        int base = output * (width + 1);
        double error = errors[output] / labels.length;
        for (int column = 0; column < width; column++) {
          gradient[base + column] += error * values[row * width + column];
        }
        gradient[base + width] += error;
      }
    }
    for (int index = 0; index < at.length; index++) {
      gradient[index] += index % (width + 1) == width ? 0 : penalty.l2() * at[index];
    }
    return gradient;
  }

  /// What a row's outputs should have had less of.
  private double[] errors(double[] at, int row) {
    double[] sums = new double[outputs];
    for (int output = 0; output < outputs; output++) {
      int base = output * (width + 1);
      sums[output] = at[base + width];
      for (int column = 0; column < width; column++) {
        sums[output] += at[base + column] * values[row * width + column];
      }
    }
    if (classes > 2) {
      double[] errors = LinearFit.softmax(sums);
      errors[(int) labels[row]] -= 1;
      return errors;
    }
    double said = classes == 0 ? sums[0] : 1 / (1 + StrictMath.exp(-sums[0]));
    return new double[] {said - labels[row]};
  }

  /// A bound of the loss's curvature: the largest eigenvalue of the rows' second moments by power
  /// iteration, with room, times the curvature of the loss in its sum.
  private double curvature() {
    double[] direction = new double[width + 1];
    Arrays.fill(direction, 1);
    double largest = 1;
    for (int round = 0; round < 50; round++) {
      double[] turned = moments(direction);
      double length = Math.sqrt(Arrays.stream(turned).map(each -> each * each).sum());
      if (length == 0) {
        break;
      }
      largest = length;
      Arrays.setAll(direction, index -> turned[index] / length);
    }
    double ofLoss = classes == 0 ? 1 : classes == 2 ? 0.25 : 0.5;
    return 1.1 * largest * ofLoss;
  }

  private double[] moments(double[] direction) {
    double[] turned = new double[width + 1];
    for (int row = 0; row < labels.length; row++) {
      double along = direction[width];
      for (int column = 0; column < width; column++) {
        along += direction[column] * values[row * width + column];
      }
      along /= labels.length;
      for (int column = 0; column < width; column++) {
        turned[column] += along * values[row * width + column];
      }
      turned[width] += along;
    }
    return turned;
  }
}
