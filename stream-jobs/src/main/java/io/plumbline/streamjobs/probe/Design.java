package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;

/** Rows to fit. Each row is predicted by a fit to the rows of all folds but its own. */
interface Design {
  /**
   * Ridge predictions.
   *
   * @param y by target and row
   * @return by target and row
   */
  double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds);

  /** Decision values of a logistic regression, by row. */
  double[] heldOut(Logistic logistic, boolean[] positive, int[] fold, int folds);

  /** Rows of a sparse matrix. */
  record Sparse(CsrMatrix x) implements Design {
    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      FoldModels models = FoldModels.fit(ridge, x, y, fold, folds);
      double[][] predictions = new double[y.length][];
      for (int q = 0; q < y.length; q++) {
        predictions[q] = models.predict(x, fold, q);
      }
      return predictions;
    }

    @Override
    public double[] heldOut(Logistic logistic, boolean[] positive, int[] fold, int folds) {
      return FoldModels.fit(logistic, x, positive, fold, folds).predict(x, fold, 0);
    }
  }

  /** Rows of which the inner products are known. */
  record Inner(Kernel kernel) implements Design {
    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      double[][] predictions = new double[y.length][fold.length];
      for (int f = 0; f < folds; f++) {
        DualFit[] fits = ridge.fit(kernel, Folds.without(fold, f), y);
        for (int q = 0; q < y.length; q++) {
          predict(fits[q], fold, f, predictions[q]);
        }
      }
      return predictions;
    }

    @Override
    public double[] heldOut(Logistic logistic, boolean[] positive, int[] fold, int folds) {
      double[] predictions = new double[fold.length];
      for (int f = 0; f < folds; f++) {
        predict(logistic.fit(kernel, Folds.without(fold, f), positive), fold, f, predictions);
      }
      return predictions;
    }

    private void predict(DualFit fit, int[] fold, int heldOut, double[] predictions) {
      for (int i = 0; i < fold.length; i++) {
        if (fold[i] == heldOut) {
          predictions[i] = fit.predict(kernel, i);
        }
      }
    }
  }
}
