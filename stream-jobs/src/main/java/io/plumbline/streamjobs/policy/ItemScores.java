package io.plumbline.streamjobs.policy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.KendallTau;
import io.plumbline.streamjobs.stats.Moments;
import io.plumbline.streamjobs.stats.SignAccuracy;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * How well the learned feedback of items agrees with the stated one, and what to hold it against.
 */
final class ItemScores {
  private final LearnedFeedback learned;
  private final int[] signed;
  private final PolicyOptions options;
  private final GroupScores byGroup;

  /**
   * @param signed the items that are scored
   */
  ItemScores(LearnedFeedback learned, int[] signed, PolicyOptions options) {
    this.learned = learned;
    this.signed = signed;
    this.options = options;
    List<String> groups = Arrays.stream(signed).mapToObj(learned.groups()::get).toList();
    this.byGroup =
        new GroupScores(
            new GroupBootstrap(
                groups, options.resamples(), Sha256.seed(options.runDigest(), "bootstrap/words")),
            groups.size());
  }

  SortedMap<String, Estimate> scores(FeedbackFit line) {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("z", paired(learned.gains(), learned.stated(), ItemScores::z));
    scores.put("pearson", paired(learned.gains(), learned.stated(), Correlation::pearson));
    scores.put("kendall_tau", paired(learned.gains(), learned.stated(), KendallTau::tauB));
    double[] fromIntercept =
        Arrays.stream(learned.gains()).map(gain -> gain - line.intercept()).toArray();
    scores.put(
        "sign_accuracy",
        byGroup.of(
            items ->
                SignAccuracy.of(
                    GroupBootstrap.select(fromIntercept, of(items)),
                    GroupBootstrap.select(learned.stated(), of(items)))));
    if (learned.scale().mirrored()) {
      scores.put(
          "margin",
          byGroup.of(
              items ->
                  Statistic.finite(
                      Moments.mean(GroupBootstrap.select(learned.gains(), of(items))))));
    }
    return scores;
  }

  /** What the length of the texts would score, and what labels reassigned among the items do. */
  SortedMap<String, Estimate> controls() {
    SortedMap<String, Estimate> controls = new TreeMap<>();
    controls.put("length", paired(learned.lengths(), learned.stated(), KendallTau::tauB));
    controls.put("shuffled", paired(learned.gains(), reassigned(), KendallTau::tauB));
    return controls;
  }

  /** Fisher's z of Pearson's correlation. */
  private static Statistic z(double[] gains, double[] stated) {
    Statistic r = Correlation.pearson(gains, stated);
    return Math.abs(r.orElse(0)) == 1
        ? Statistic.undefined("the correlation is perfect")
        : r.map(v -> (StrictMath.log1p(v) - StrictMath.log1p(-v)) / 2);
  }

  private Estimate paired(
      double[] left, double[] right, BiFunction<double[], double[], Statistic> statistic) {
    return byGroup.of(
        items ->
            statistic.apply(learned.points(left, of(items)), learned.points(right, of(items))));
  }

  private int[] of(int[] items) {
    return Arrays.stream(items).map(item -> signed[item]).toArray();
  }

  /**
   * Stated feedback by item, reassigned among the scored items in the order of their hashes; of
   * differences the sign is drawn.
   */
  private double[] reassigned() {
    long[] hashes =
        Arrays.stream(signed)
            .mapToLong(i -> Sha256.seed(options.runDigest(), "control/" + learned.items().get(i)))
            .toArray();
    int[] order =
        IntStream.range(0, signed.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] labels = new double[learned.stated().length];
    for (int i = 0; i < signed.length; i++) {
      double label = learned.stated()[signed[order[i]]];
      labels[signed[i]] = learned.scale().mirrored() && (hashes[i] & 1) == 0 ? -label : label;
    }
    return labels;
  }
}
