package io.plumbline.streamjobs.policy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.probe.Reassignment;
import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.Moments;
import io.plumbline.streamjobs.stats.ResampledSpearman;
import io.plumbline.streamjobs.stats.ResampledTau;
import io.plumbline.streamjobs.stats.SignAccuracy;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * How well the learned feedback of items agrees with the stated one, and what to hold it against.
 */
final class ItemScores {
  private final LearnedFeedback learned;
  private final int[] signed;
  private final PolicyOptions options;
  private final List<String> names;
  private final double[] gains;
  private final double[] stated;
  private final GroupScores byGroup;
  private final GroupScores.Resampled z;
  private final GroupScores.Resampled tau;
  private final GroupScores.Resampled shuffled;

  /**
   * @param signed the items that are scored
   */
  ItemScores(LearnedFeedback learned, int[] signed, PolicyOptions options) {
    this.learned = learned;
    this.signed = signed;
    this.options = options;
    this.names = Arrays.stream(signed).mapToObj(learned.items()::get).toList();
    this.gains = points(learned.gains());
    this.stated = points(learned.stated());
    this.byGroup =
        new GroupScores(
            new GroupBootstrap(
                Arrays.stream(signed).mapToObj(learned.groups()::get).toList(),
                options.resamples(),
                Sha256.seed(options.runDigest(), "bootstrap/words")),
            signed.length);
    this.z = paired(gains, stated, ItemScores::z);
    this.tau = tau(gains, stated);
    this.shuffled = tau(gains, reassigned());
  }

  SortedMap<String, Estimate> scores(FeedbackFit line) {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("z", byGroup.of(z));
    scores.put("pearson", byGroup.of(paired(gains, stated, Correlation::pearson)));
    scores.put("kendall_tau", byGroup.of(tau));
    scores.put("selectivity", byGroup.of(tau.minus(shuffled)));
    ResampledSpearman spearman = new ResampledSpearman(gains, stated);
    scores.put("spearman", byGroup.of(items -> spearman.correlation(points(items))));
    double[] y = GroupBootstrap.select(learned.stated(), signed);
    double[] fromIntercept =
        Arrays.stream(signed).mapToDouble(i -> learned.gains()[i] - line.intercept()).toArray();
    scores.put(
        "sign_accuracy",
        byGroup.of(
            items ->
                SignAccuracy.of(
                    GroupBootstrap.select(fromIntercept, items), GroupBootstrap.select(y, items))));
    if (learned.scale().mirrored()) {
      double[] margins = GroupBootstrap.select(learned.gains(), signed);
      scores.put(
          "margin",
          byGroup.of(
              items -> Statistic.finite(Moments.mean(GroupBootstrap.select(margins, items)))));
    }
    return scores;
  }

  /**
   * How far z is below that of the best checkpoint.
   *
   * @param best B of that checkpoint
   */
  Estimate drop(PolicyState.Best best) {
    GroupScores.Resampled then = paired(points(best.gains()), stated, ItemScores::z);
    return byGroup.of(
        new GroupScores.Resampled(Statistic.of(best.z()), then.onResamples()).minus(z));
  }

  /**
   * What the length of the texts would score, and their words, and what labels reassigned among the
   * items do.
   */
  SortedMap<String, Estimate> controls() {
    SortedMap<String, Estimate> controls = new TreeMap<>();
    controls.put("length", byGroup.of(tau(points(learned.lengths()), stated)));
    controls.put("shuffled", byGroup.of(shuffled));
    boolean learnable = Arrays.stream(signed).noneMatch(i -> Double.isNaN(learned.words()[i]));
    controls.put(
        "bag_of_words",
        learnable
            ? byGroup.of(tau(points(learned.words()), stated))
            : Estimate.of(
                Statistic.undefined("nothing can be learned of held-out texts' words"), 0));
    return controls;
  }

  /** Fisher's z of Pearson's correlation. */
  private static Statistic z(double[] gains, double[] stated) {
    Statistic r = Correlation.pearson(gains, stated);
    return Math.abs(r.orElse(0)) == 1
        ? Statistic.undefined("the correlation is perfect")
        : r.map(v -> (StrictMath.log1p(v) - StrictMath.log1p(-v)) / 2);
  }

  private GroupScores.Resampled tau(double[] left, double[] right) {
    ResampledTau of = new ResampledTau(left, right);
    return byGroup.resampled(items -> of.tauB(points(items)));
  }

  private GroupScores.Resampled paired(
      double[] left, double[] right, BiFunction<double[], double[], Statistic> statistic) {
    return byGroup.resampled(
        items ->
            statistic.apply(
                GroupBootstrap.select(left, points(items)),
                GroupBootstrap.select(right, points(items))));
  }

  /** Values of the scored items, and where the order is arbitrary their opposites too. */
  private double[] points(double[] values) {
    double[] scored = GroupBootstrap.select(values, signed);
    return learned.scale().mirrored() ? Mirror.of(scored) : scored;
  }

  /** Where these stand for scored items. */
  private int[] points(int[] items) {
    if (!learned.scale().mirrored()) {
      return items;
    }
    int[] both = Arrays.copyOf(items, 2 * items.length);
    for (int i = 0; i < items.length; i++) {
      both[items.length + i] = signed.length + items[i];
    }
    return both;
  }

  /**
   * Stated feedback of the scored items, reassigned among them; of differences the sign is drawn.
   */
  private double[] reassigned() {
    int[] sources = Reassignment.of(options.runDigest(), names);
    double[] labels = learned.stated().clone();
    for (int i = 0; i < sources.length; i++) {
      double label = learned.stated()[signed[sources[i]]];
      boolean turned = (Reassignment.hash(options.runDigest(), names.get(i)) & 1) == 0;
      labels[signed[i]] = learned.scale().mirrored() && turned ? -label : label;
    }
    return points(labels);
  }
}
