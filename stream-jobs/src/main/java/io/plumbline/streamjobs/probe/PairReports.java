package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.RocCurve;
import io.plumbline.streamjobs.stats.SignAccuracy;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Scores the lives of a probe of pairs on one checkpoint, with intervals by prompt. */
final class PairReports {
  private final boolean[] chosen;
  private final double[] classes;
  private final double[] refit;
  private final Optional<double[]> base;
  private final SortedMap<String, Estimate> controls = new TreeMap<>();
  private final GroupScores byPrompt;

  /**
   * @param chosen class of each row
   * @param refit decision values of the refit, by row
   * @param base those of the first checkpoint's refit, if this is a later one
   */
  PairReports(
      Pairs pairs,
      boolean[] chosen,
      double[] refit,
      Optional<double[]> base,
      PairControlScores others,
      PairOptions options) {
    this.chosen = chosen;
    this.classes = IntStream.range(0, chosen.length).mapToDouble(i -> chosen[i] ? 1 : -1).toArray();
    this.refit = refit;
    this.base = base;
    this.byPrompt =
        new GroupScores(
            new GroupBootstrap(
                pairs.rowPrompts(),
                options.resamples(),
                Sha256.seed(options.runDigest(), "bootstrap/prompts")),
            chosen.length);
    others
        .decisions()
        .forEach((name, control) -> controls.put(name, auc(control.values(), control.labels())));
  }

  ProbeResult refit(LinearModel model, Statistic cosine) {
    return result(model, refit, cosine, false);
  }

  /** Of another life. */
  ProbeResult of(LinearModel model, double[] decisions, Statistic cosine) {
    return result(model, decisions, cosine, true);
  }

  private ProbeResult result(LinearModel model, double[] decisions, Statistic cosine, boolean gap) {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("auc", auc(decisions, chosen));
    scores.put(
        "accuracy",
        byPrompt.of(
            rows ->
                SignAccuracy.of(
                    GroupBootstrap.select(decisions, rows), GroupBootstrap.select(classes, rows))));
    scores.put("weight_cosine", Estimate.of(cosine, chosen.length));
    if (gap) {
      scores.put("gap", difference(decisions, refit));
    }
    base.ifPresent(before -> scores.put("change", difference(decisions, before)));
    return new ProbeResult(Optional.empty(), scores, controls, model.weights(), List.of());
  }

  private Estimate auc(double[] decisions, boolean[] labels) {
    return byPrompt.of(rows -> area(decisions, labels, rows));
  }

  private Estimate difference(double[] decisions, double[] other) {
    return byPrompt.of(rows -> area(decisions, chosen, rows).minus(area(other, chosen, rows)));
  }

  private static Statistic area(double[] decisions, boolean[] labels, int[] rows) {
    return RocCurve.area(
        GroupBootstrap.select(decisions, rows), GroupBootstrap.select(labels, rows));
  }
}
