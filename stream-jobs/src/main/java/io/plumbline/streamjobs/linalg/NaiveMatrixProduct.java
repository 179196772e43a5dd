package io.plumbline.streamjobs.linalg;

/** The definition in plain loops, summed in double precision: what faster products are held to. */
public final class NaiveMatrixProduct implements MatrixProduct {
  @Override
  public FloatMatrix multiply(FloatMatrix a, FloatMatrix b) {
    Shapes.requireInner(a.columns(), b.rows());
    FloatMatrix c = FloatMatrix.zeros(a.rows(), b.columns());
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < b.columns(); j++) {
        double sum = 0;
        for (int l = 0; l < a.columns(); l++) {
          sum += (double) a.get(i, l) * b.get(l, j);
        }
        c.values()[i * c.columns() + j] = (float) sum;
      }
    }
    return c;
  }

  @Override
  public void multiplyTransposed(FloatMatrix a, FloatMatrix b, FloatMatrix product) {
    Shapes.requireInner(a.columns(), b.columns());
    Shapes.requireOuter(a.rows(), b.rows(), product);
    System.arraycopy(
        multiply(a, transpose(b)).values(), 0, product.values(), 0, product.values().length);
  }

  @Override
  public FloatMatrix transposedMultiply(FloatMatrix a, FloatMatrix b) {
    Shapes.requireInner(a.rows(), b.rows());
    return multiply(transpose(a), b);
  }

  private static FloatMatrix transpose(FloatMatrix a) {
    FloatMatrix t = FloatMatrix.zeros(a.columns(), a.rows());
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        t.values()[j * a.rows() + i] = a.get(i, j);
      }
    }
    return t;
  }
}
