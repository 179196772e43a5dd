package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Models for cross-fitting: one per fold, fitted to the rows of all other folds, and one fitted to
 * all rows; each for several targets.
 */
final class FoldModels {
  private final LinearModel[][] models;

  /**
   * @param models by fold, the last for all rows; by target
   */
  private FoldModels(LinearModel[][] models) {
    this.models = models;
  }

  /** Fits to the rows themselves, in the dual form or by iterations. */
  static FoldModels fit(Ridge ridge, List<RidgeRows> parts, int folds) {
    CsrMatrix x = CsrMatrix.concatenateRows(parts.stream().map(RidgeRows::x).toList());
    int[] fold = parts.stream().flatMapToInt(part -> IntStream.of(part.fold())).toArray();
    double[] weights =
        parts.stream()
            .flatMapToDouble(part -> DoubleStream.generate(part::weight).limit(part.x().rows()))
            .toArray();
    double[][] y = new double[parts.get(0).y().length][];
    for (int q = 0; q < y.length; q++) {
      int target = q;
      y[q] = parts.stream().flatMapToDouble(part -> Arrays.stream(part.y()[target])).toArray();
    }
    boolean inner = ridge.form(x.rows(), x.columns()) == Ridge.Form.DUAL;
    Optional<Kernel> kernel = inner ? Optional.of(Kernel.of(x)) : Optional.empty();
    LinearModel[][] models = new LinearModel[folds + 1][];
    for (int f = 0; f <= folds; f++) {
      int[] rows = Folds.without(fold, f);
      models[f] =
          kernel.isPresent()
              ? Arrays.stream(ridge.fit(kernel.get(), rows, weights, y))
                  .map(dual -> dual.primal(x))
                  .toArray(LinearModel[]::new)
              : ridge.iterations(x, rows, weights).fit(y);
    }
    return new FoldModels(models);
  }

  /** Fits classes of rows, in the form that their shape makes cheaper; there is one target. */
  static FoldModels fit(Logistic logistic, CsrMatrix x, boolean[] positive, int[] fold, int folds) {
    LinearModel[][] models = new LinearModel[folds + 1][];
    Ridge.Form form = logistic.form(x.rows(), x.columns());
    Optional<Kernel> kernel =
        form == Ridge.Form.DUAL ? Optional.of(Kernel.of(x)) : Optional.empty();
    for (int f = 0; f <= folds; f++) {
      int[] rows = Folds.without(fold, f);
      models[f] =
          new LinearModel[] {
            kernel.isPresent()
                ? logistic.fit(kernel.get(), rows, positive).primal(x)
                : logistic.fit(x.selectRows(rows), GroupBootstrap.select(positive, rows), form)
          };
    }
    return new FoldModels(models);
  }

  /** Models that were fitted elsewhere; there is one target. */
  static FoldModels of(List<LinearModel> byFold) {
    return new FoldModels(
        byFold.stream().map(m -> new LinearModel[] {m}).toArray(LinearModel[][]::new));
  }

  /** Fits to sums over the rows of each fold. */
  static FoldModels fit(Ridge ridge, RidgeSums[] byFold) {
    int folds = byFold.length;
    LinearModel[][] models = new LinearModel[folds + 1][];
    for (int f = 0; f <= folds; f++) {
      RidgeSums sums = new RidgeSums(byFold[0].columns(), byFold[0].targets());
      for (int g = 0; g < folds; g++) {
        if (g != f) {
          sums.add(byFold[g], 1);
        }
      }
      models[f] = ridge.fit(sums);
    }
    return new FoldModels(models);
  }

  /** Predictions of a target for every row, by the model that has not seen the row's fold. */
  double[] predict(CsrMatrix x, int[] fold, int target) {
    double[] predictions = new double[x.rows()];
    for (int i = 0; i < predictions.length; i++) {
      predictions[i] = models[fold[i]][target].predict(x, i);
    }
    return predictions;
  }

  /** The model of a target that is fitted to all rows. */
  LinearModel all(int target) {
    return models[models.length - 1][target];
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(models.length);
    out.writeInt(models[0].length);
    for (LinearModel[] byTarget : models) {
      for (LinearModel model : byTarget) {
        model.write(out);
      }
    }
  }

  static FoldModels read(DataInput in) throws IOException {
    LinearModel[][] models = new LinearModel[in.readInt()][];
    int targets = in.readInt();
    for (int f = 0; f < models.length; f++) {
      models[f] = new LinearModel[targets];
      for (int q = 0; q < targets; q++) {
        models[f][q] = LinearModel.read(in);
      }
    }
    return new FoldModels(models);
  }
}
