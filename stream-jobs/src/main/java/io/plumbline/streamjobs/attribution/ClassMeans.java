package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.Vectors;

/** Means of vectors over the contexts of each class of words. */
final class ClassMeans {
  private final double[][] sums;
  private final int[] counts;

  /**
   * No context yet.
   *
   * @param width length of the vectors
   */
  ClassMeans(int classes, int width) {
    this.sums = new double[classes][width];
    this.counts = new int[classes];
  }

  /** Counts a context for every class that it has candidates of. */
  void add(Choices choices, int context, double[] vector) {
    for (int g = 0; g < counts.length; g++) {
      if (choices.has(context, g)) {
        Vectors.add(sums[g], vector, 1);
        counts[g]++;
      }
    }
  }

  /** Number of contexts with candidates of a class. */
  int count(int wordClass) {
    return counts[wordClass];
  }

  /** Mean over the contexts of a class; zeros where it has none. */
  double[] mean(int wordClass) {
    return counts[wordClass] == 0
        ? sums[wordClass].clone()
        : Vectors.times(sums[wordClass], 1.0 / counts[wordClass]);
  }
}
