package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.Arrays;

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

  private static double[] ones(int[] rows) {
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Rows of a sparse matrix. */
  record Sparse(CsrMatrix x) implements Design {
    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      FoldModels models = RidgeMemory.of(x, y, fold, folds).fit(ridge);
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

  /** Rows that are dense and so many that what is iterated ends before it is exact. */
  record Many(CsrMatrix x) implements Design {
    /** With a few large directions and much noise it moved a tau of .3 by .001. */
    static final double TOLERANCE = 1e-5;

    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      return new Sparse(x).heldOut(ridge.within(TOLERANCE), y, fold, folds);
    }

    @Override
    public double[] heldOut(Logistic logistic, boolean[] positive, int[] fold, int folds) {
      return new Sparse(x).heldOut(logistic.within(TOLERANCE), positive, fold, folds);
    }
  }

  /** Few words in each row of many: their products are mostly zeros that nobody has to add. */
  record Words(CsrMatrix x) implements Design {
    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      double[][] predictions = new double[y.length][fold.length];
      for (int f = 0; f < folds; f++) {
        LinearModel[] models = ridge.iterations(x, Folds.without(fold, f), ones(fold)).fit(y);
        for (int i = 0; i < fold.length; i++) {
          for (int q = 0; q < y.length && fold[i] == f; q++) {
            predictions[q][i] = models[q].predict(x, i);
          }
        }
      }
      return predictions;
    }

    @Override
    public double[] heldOut(Logistic logistic, boolean[] positive, int[] fold, int folds) {
      return new Sparse(x).heldOut(logistic, positive, fold, folds);
    }
  }

  /** Rows of which the inner products are known. */
  record Inner(Kernel kernel) implements Design {
    @Override
    public double[][] heldOut(Ridge ridge, double[][] y, int[] fold, int folds) {
      double[][] predictions = new double[y.length][fold.length];
      for (int f = 0; f < folds; f++) {
        DualFit[] fits = ridge.fit(kernel, Folds.without(fold, f), ones(fold), y);
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
