package dev.evenkeel.profiles;

/// Tails of the noncentral chi-square distribution, as a Poisson mixture of central ones
/// (Abramowitz and Stegun 26.4.25), in StrictMath.
final class NoncentralChiSquare {
  private static final double NEGLIGIBLE = 1e-17;
  private static final int TERMS_MAX = 100_000;
  private static final double[] LANCZOS = {
    0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531,
    -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private NoncentralChiSquare() {}

  /// P(X ≥ x).
  static double survival(double x, double degrees, double noncentrality) {
    if (x <= 0) {
      return 1;
    }
    double half = noncentrality / 2;
    // The Poisson weights beyond nine deviations are together below 1e-17.
    double spread = 9 * StrictMath.sqrt(half) + 40;
    int first = (int) Math.max(0, half - spread);
    int last = (int) (half + spread);
    double shape = degrees / 2 + first;
    double tail = upperGamma(shape, x / 2);
    double sum = 0;
    for (int term = first; term <= last; term++) {
      sum += poisson(term, half) * tail;
      // Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1): one incomplete gamma function for all terms.
      tail += StrictMath.exp(shape * StrictMath.log(x / 2) - x / 2 - logGamma(shape + 1));
      shape++;
    }
    return Math.min(1, Math.max(0, sum));
  }

  /// The noncentrality whose tail beyond x is alpha; 0 when even without any the tail is larger.
  static double noncentrality(double x, double degrees, double alpha) {
    if (alpha <= 0 || survival(x, degrees, 0) >= alpha) {
      return 0;
    }
    double low = 0;
    double high = 1;
    while (survival(x, degrees, high) < alpha && high < 1e9) {
      high *= 2;
    }
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      if (survival(x, degrees, middle) < alpha) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The x whose tail is `share`.
  static double inverseSurvival(double share, double degrees, double noncentrality) {
    double low = 0;
    double high = 1;
    while (survival(high, degrees, noncentrality) > share) {
      high *= 2;
    }
    for (int step = 0; step < 100; step++) {
      double middle = (low + high) / 2;
      if (survival(middle, degrees, noncentrality) > share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double poisson(int count, double mean) {
    if (mean == 0) {
      return count == 0 ? 1 : 0;
    }
    return StrictMath.exp(count * StrictMath.log(mean) - mean - logGamma(count + 1.0));
  }

  /// Regularised upper incomplete gamma function (Numerical Recipes 6.2: series and continued
  /// fraction).
  private static double upperGamma(double a, double x) {
    double front = StrictMath.exp(a * StrictMath.log(x) - x - logGamma(a));
    if (x < a + 1) {
      double term = 1 / a;
      double sum = term;
      for (int step = 1; step < TERMS_MAX && Math.abs(term) > Math.abs(sum) * NEGLIGIBLE; step++) {
        term *= x / (a + step);
        sum += term;
      }
      return 1 - front * sum;
    }
    double tiny = 1e-300;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double fraction = d;
    for (int step = 1; step < TERMS_MAX; step++) {
      double factor = -step * (step - a);
      b += 2;
      d = notZero(factor * d + b);
      c = notZero(b + factor / c);
      d = 1 / d;
      double change = d * c;
      fraction *= change;
      if (Math.abs(change - 1) < 1e-16) {
        break;
      }
    }
    return front * fraction;
  }

  private static double notZero(double value) {
    return Math.abs(value) < 1e-300 ? 1e-300 : value;
  }

  private static double logGamma(double x) {
    if (x < 0.5) {
      return StrictMath.log(Math.PI / Math.abs(StrictMath.sin(Math.PI * x))) - logGamma(1 - x);
    }
    double base = LANCZOS[0];
    double shifted = x - 1;
    double top = shifted + 7.5;
    for (int index = 1; index < LANCZOS.length; index++) {
      base += LANCZOS[index] / (shifted + index);
    }
    return 0.5 * StrictMath.log(2 * Math.PI)
        + (shifted + 0.5) * StrictMath.log(top)
        - top
        + StrictMath.log(base);
  }
}
