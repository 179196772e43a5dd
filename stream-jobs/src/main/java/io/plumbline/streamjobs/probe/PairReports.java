package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.RocCurve;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Scores the lives of a probe of pairs on one checkpoint, with intervals by prompt. */
final class PairReports {
  private final boolean[] chosen;
  private final GroupScores byPrompt;
  private final Agreement refit;
  private final Optional<Agreement> base;
  private final Agreement shuffled;
  private final SortedMap<String, Estimate> controls = new TreeMap<>();

  /** How well decisions tell chosen from rejected. */
  private record Agreement(GroupScores.Resampled auc, GroupScores.Resampled accuracy) {}

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
    this.byPrompt =
        new GroupScores(
            new GroupBootstrap(
                pairs.rowPrompts(),
                options.resamples(),
                Sha256.seed(options.runDigest(), "bootstrap/prompts")),
            chosen.length);
    this.refit = agreement(refit, chosen);
    this.base = base.map(before -> agreement(before, chosen));
    PairControlScores.Control reassigned = others.decisions().get(PairControlScores.SHUFFLED);
    this.shuffled = agreement(reassigned.values(), reassigned.labels());
    others
        .decisions()
        .forEach(
            (name, control) ->
                controls.put(name, byPrompt.of(auc(control.values(), control.labels()))));
  }

  ProbeResult refit(LinearModel model, Statistic cosine) {
    return result(model, refit, cosine, Optional.empty());
  }

  /** Of another life. */
  ProbeResult of(LinearModel model, double[] decisions, Statistic cosine) {
    return result(model, agreement(decisions, chosen), cosine, Optional.of(refit));
  }

  private ProbeResult result(
      LinearModel model, Agreement agreement, Statistic cosine, Optional<Agreement> other) {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("auc", byPrompt.of(agreement.auc));
    scores.put("accuracy", byPrompt.of(agreement.accuracy));
    scores.put("weight_cosine", Estimate.of(cosine, chosen.length));
    other.ifPresent(of -> scores.put("gap", byPrompt.of(agreement.auc.minus(of.auc))));
    base.ifPresent(
        before -> {
          scores.put("change", byPrompt.of(agreement.auc.minus(before.auc)));
          scores.put("change_accuracy", byPrompt.of(agreement.accuracy.minus(before.accuracy)));
        });
    scores.put("selectivity", byPrompt.of(agreement.auc.minus(shuffled.auc)));
    scores.put("selectivity_accuracy", byPrompt.of(agreement.accuracy.minus(shuffled.accuracy)));
    return new ProbeResult(Optional.empty(), scores, controls, model.weights(), List.of());
  }

  private Agreement agreement(double[] decisions, boolean[] labels) {
    double[] classes =
        IntStream.range(0, labels.length).mapToDouble(i -> labels[i] ? 1 : -1).toArray();
    return new Agreement(auc(decisions, labels), byPrompt.signAccuracy(decisions, classes));
  }

  private GroupScores.Resampled auc(double[] decisions, boolean[] labels) {
    return byPrompt.resampled(
        rows ->
            RocCurve.area(
                GroupBootstrap.select(decisions, rows), GroupBootstrap.select(labels, rows)));
  }
}
