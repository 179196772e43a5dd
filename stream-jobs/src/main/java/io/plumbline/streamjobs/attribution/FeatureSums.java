package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Vectors;

/** What the features of the change do, summed over contexts. */
final class FeatureSums {
  private final Dictionary dictionary;
  private final MatrixProduct product;
  private final double[] numerators;
  private final double[] captured;
  private final int[] active;
  private final ClassMeans activations;
  private double squaredNorm;
  private double squaredError;

  /**
   * @param dictionary without biases, so that no change means no feature
   */
  FeatureSums(Dictionary dictionary, int classes, MatrixProduct product) {
    this.dictionary = dictionary;
    this.product = product;
    this.numerators = new double[dictionary.features()];
    this.captured = new double[dictionary.features()];
    this.active = new int[dictionary.features()];
    this.activations = new ClassMeans(classes, dictionary.features());
  }

  /**
   * Adds the usable contexts of a block.
   *
   * @param changes dx, {@code [contexts, d_model]}
   * @param pulled what dx counts for the slope, by context
   */
  void add(Choices choices, FloatMatrix changes, double[][] pulled) {
    CsrMatrix features = dictionary.encode(changes, product);
    FloatMatrix rebuilt = dictionary.decode(features, product);
    for (int c = 0; c < changes.rows(); c++) {
      if (!choices.usable(c)) {
        continue;
      }
      double[] vector = new double[dictionary.features()];
      for (int k = features.rowPointers()[c]; k < features.rowPointers()[c + 1]; k++) {
        int j = features.columnIndices()[k];
        vector[j] = features.values()[k];
        addFeature(j, vector[j], Vectors.row(changes, c), pulled[c]);
      }
      activations.add(choices, c, vector);
      for (int i = 0; i < changes.columns(); i++) {
        double error = (double) changes.get(c, i) - rebuilt.get(c, i);
        squaredError += error * error;
        squaredNorm += (double) changes.get(c, i) * changes.get(c, i);
      }
    }
  }

  private void addFeature(int j, double activation, double[] change, double[] pulled) {
    double[] direction = Vectors.row(dictionary.decoder(), j);
    numerators[j] += activation * Vectors.dot(direction, pulled);
    captured[j] +=
        2 * activation * Vectors.dot(direction, change)
            - activation * activation * Vectors.dot(direction, direction);
    active[j]++;
  }

  Dictionary dictionary() {
    return dictionary;
  }

  /** Numerator of what a feature makes of the slope. */
  double numerator(int feature) {
    return numerators[feature];
  }

  /** Number of contexts that a feature is active in. */
  int active(int feature) {
    return active[feature];
  }

  /** 1 - ||dx - f_j d_j||^2 / ||dx||^2, with the squares summed over contexts. */
  double captured(int feature) {
    return captured[feature] / squaredNorm;
  }

  /** 1 - ||dx - dx'||^2 / ||dx||^2, with the squares summed over contexts; NaN without change. */
  double captured() {
    return 1 - squaredError / squaredNorm;
  }

  /** Mean activations over the contexts of a class. */
  double[] activations(int wordClass) {
    return activations.mean(wordClass);
  }
}
