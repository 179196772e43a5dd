package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * How far the directions of a dictionary's features lie from those of another with the same
 * features: 1 - cos of the angle between their decoder rows.
 *
 * @param mean over the features
 * @param most of any feature
 */
public record Movement(double mean, double most) {

  /**
   * From one dictionary to another.
   *
   * @throws IllegalArgumentException if they differ in size
   */
  public static Movement between(Dictionary from, Dictionary to) {
    if (from.features() != to.features() || from.width() != to.width()) {
      throw new IllegalArgumentException("dictionaries of different sizes have no common features");
    }
    double sum = 0;
    double most = 0;
    for (int j = 0; j < from.features(); j++) {
      double moved = moved(from.decoder(), to.decoder(), j);
      sum += moved;
      most = Math.max(most, moved);
    }
    return new Movement(sum / from.features(), most);
  }

  /** As half the squared distance of the unit vectors, which loses nothing where it is small. */
  private static double moved(FloatMatrix from, FloatMatrix to, int row) {
    double fromNorm = norm(from, row);
    double toNorm = norm(to, row);
    double squares = 0;
    for (int j = 0; j < from.columns(); j++) {
      double difference = from.get(row, j) / fromNorm - to.get(row, j) / toNorm;
      squares += difference * difference;
    }
    return squares / 2;
  }

  /** Of a row of zeros, which has no direction, 1. */
  private static double norm(FloatMatrix matrix, int row) {
    double squares = 0;
    for (int j = 0; j < matrix.columns(); j++) {
      squares += (double) matrix.get(row, j) * matrix.get(row, j);
    }
    return squares > 0 ? StrictMath.sqrt(squares) : 1;
  }
}
