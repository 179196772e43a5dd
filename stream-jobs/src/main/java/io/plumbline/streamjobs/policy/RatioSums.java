package io.plumbline.streamjobs.policy;

import java.util.OptionalDouble;

/**
 * The slope over units as a ratio estimate: sum N / sum D over their numerators and denominators,
 * with squared standard error n / (n - 1) sum (N - slope D)^2 / (sum D)^2 (Cochran, "Sampling
 * Techniques", 1977, section 6.4).
 */
final class RatioSums {
  private int units;
  private double n;
  private double d;
  private double nn;
  private double nd;
  private double dd;

  void add(double numerator, double denominator) {
    units++;
    n += numerator;
    d += denominator;
    nn += numerator * numerator;
    nd += numerator * denominator;
    dd += denominator * denominator;
  }

  /** What is left without some of the units. */
  RatioSums without(RatioSums some) {
    RatioSums rest = new RatioSums();
    rest.units = units - some.units;
    rest.n = n - some.n;
    rest.d = d - some.d;
    rest.nn = nn - some.nn;
    rest.nd = nd - some.nd;
    rest.dd = dd - some.dd;
    return rest;
  }

  int units() {
    return units;
  }

  double slope() {
    return n / d;
  }

  /** Square of the slope's standard error. */
  double variance() {
    double squares = nn - 2 * slope() * nd + slope() * slope() * dd;
    return Math.max(0, squares) / (d * d) * units / (units - 1);
  }

  /** Standard error of the slope; nothing of fewer than two units. */
  OptionalDouble error() {
    return units < 2 ? OptionalDouble.empty() : OptionalDouble.of(StrictMath.sqrt(variance()));
  }
}
