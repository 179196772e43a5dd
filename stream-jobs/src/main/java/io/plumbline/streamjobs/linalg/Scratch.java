package io.plumbline.streamjobs.linalg;

/**
 * Room for results that nobody keeps: a matrix that is handed out again while its shape stays the
 * same, since fresh memory costs more than what is computed into it. For one thread.
 */
public final class Scratch {
  private FloatMatrix matrix = FloatMatrix.zeros(0, 0);

  /** A matrix with anything in it; whatever was handed out before may be the same. */
  public FloatMatrix of(int rows, int columns) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      matrix = FloatMatrix.zeros(rows, columns);
    }
    return matrix;
  }
}
