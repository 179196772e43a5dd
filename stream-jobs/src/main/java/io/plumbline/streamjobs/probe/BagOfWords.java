package io.plumbline.streamjobs.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the words of texts say of a figure, by ridge regression and held-out group. */
public final class BagOfWords {
  private final Ridge ridge;
  private final int folds;
  private final GroupSplit split;

  /**
   * @param lambda penalty
   * @param folds parts that the groups are split into
   * @param runDigest digest of the run, from which the split derives
   */
  public BagOfWords(double lambda, int folds, String runDigest) {
    this.ridge = new Ridge(lambda);
    this.folds = folds;
    this.split = new GroupSplit(runDigest, folds);
  }

  /**
   * Predictions by text, by a fit to the groups of other folds.
   *
   * @param figures what is predicted, by text
   * @param groups such as the prompt of each text
   * @return nothing where all groups fall into one fold, or the fit is not unique
   */
  public Optional<double[]> heldOut(List<String> texts, double[] figures, List<String> groups) {
    int[] fold = split.folds(groups);
    if (Arrays.stream(fold).distinct().count() < 2) {
      return Optional.empty();
    }
    double[][] targets = {figures};
    try {
      return Optional.of(TextDesigns.words(texts).heldOut(ridge, targets, fold, folds)[0]);
    } catch (CollinearException e) {
      return Optional.empty();
    }
  }
}
