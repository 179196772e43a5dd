package io.plumbline.streamjobs.probe;

/** The logistic loss of decision values f: sum log(1 + exp(-s f)) with s = 1 or -1 by class. */
final class LogisticLoss {
  private LogisticLoss() {}

  /** Probability of the positive class. */
  static double probability(double f) {
    if (f >= 0) {
      return 1 / (1 + StrictMath.exp(-f));
    }
    double e = StrictMath.exp(f);
    return e / (1 + e);
  }

  static double sum(double[] f, boolean[] positive) {
    double sum = 0;
    for (int i = 0; i < f.length; i++) {
      double margin = positive[i] ? f[i] : -f[i];
      sum += StrictMath.log1p(StrictMath.exp(-Math.abs(margin))) + Math.max(0, -margin);
    }
    return sum;
  }
}
