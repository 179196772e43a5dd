package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each feature of the change carries of the learned feedback. */
final class FeatureAttributions {
  private static final int WORDS = 10;

  private FeatureAttributions() {}

  /**
   * The features that are active in any context, those that add most to the slope, up or down,
   * first.
   *
   * @param denominator of the slope over all contexts
   */
  static List<FeatureAttribution> of(
      AttributionSums sums, FeatureSums features, double denominator, LogitLens lens) {
    double[] carried = carried(sums, features);
    List<FeatureAttribution> all = new ArrayList<>();
    for (int j = 0; j < carried.length; j++) {
      if (features.active(j) > 0) {
        all.add(
            new FeatureAttribution(
                j,
                carried[j],
                features.numerator(j) / denominator,
                features.captured(j),
                features.active(j),
                lens.towards(Vectors.row(features.dictionary().decoder(), j), WORDS)));
      }
    }
    all.sort(
        Comparator.<FeatureAttribution>comparingDouble(f -> -Math.abs(f.slope()))
            .thenComparingInt(FeatureAttribution::feature));
    return all;
  }

  /** a_j of every feature. */
  private static double[] carried(AttributionSums sums, FeatureSums features) {
    ReadoutWords words = sums.words();
    double mean = 0;
    int n = 0;
    for (int w = 0; w < words.size(); w++) {
      if (counts(words, w, sums)) {
        mean += words.stated(w);
        n++;
      }
    }
    mean /= n;
    double[][] rows = words.centred(sums.base().rows());
    double[][] weights = new double[words.classes()][sums.base().norm().width()];
    for (int w = 0; w < words.size(); w++) {
      if (counts(words, w, sums)) {
        Vectors.add(weights[words.classOf(w)], rows[w], (words.stated(w) - mean) / n);
      }
    }
    double[] carried = new double[features.dictionary().features()];
    for (int g = 0; g < words.classes(); g++) {
      double[] pulled = sums.base().norm().pull(weights[g]);
      double[] activations = features.activations(g);
      for (int j = 0; j < carried.length; j++) {
        carried[j] += activations[j] * Vectors.dot(features.dictionary().decoder(), j, pulled);
      }
    }
    return carried;
  }

  private static boolean counts(ReadoutWords words, int w, AttributionSums sums) {
    return !Double.isNaN(words.stated(w)) && sums.contexts(words.classOf(w)) > 0;
  }
}
