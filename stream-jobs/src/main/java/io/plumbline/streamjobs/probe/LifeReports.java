package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Scores the lives of a probe on one checkpoint. */
final class LifeReports {
  private static final int DELTA = 0;
  private static final int CONTROL = 1;

  private final Triples triples;
  private final ControlTask control;
  private final int[] fold;
  private final int[] scored;
  private final double[] stated;
  private final GroupScores scores;

  LifeReports(Triples triples, ControlTask control, int[] fold, DeltaRidgeOptions options) {
    this.triples = triples;
    this.control = control;
    this.fold = fold;
    WordPredictions words =
        WordPredictions.of(triples.words(), triples.stated(), triples.distances());
    this.scored =
        IntStream.range(0, words.words().size())
            .filter(w -> !Double.isNaN(words.stated()[w]))
            .toArray();
    this.stated = GroupBootstrap.select(words.stated(), scored);
    List<String> names = Arrays.stream(scored).mapToObj(w -> words.words().get(w)).toList();
    this.scores =
        new GroupScores(
            new GroupBootstrap(
                names, options.resamples(), Sha256.seed(options.runDigest(), "bootstrap/words")),
            names.size());
  }

  ProbeResult refit(FoldModels models, Optional<LinearModel> before) {
    return report(models, Optional.empty(), cosine(models, before));
  }

  ProbeResult frozen(FoldModels models, FoldModels refit) {
    return report(models, Optional.of(refit), Statistic.of(1));
  }

  ProbeResult incremental(FoldModels models, FoldModels refit, Optional<LinearModel> before) {
    return report(models, Optional.of(refit), cosine(models, before));
  }

  private static Statistic cosine(FoldModels models, Optional<LinearModel> before) {
    return before
        .map(b -> b.cosine(models.all(DELTA)))
        .orElse(Statistic.undefined("there are no weights before these"));
  }

  private ProbeResult report(FoldModels models, Optional<FoldModels> refit, Statistic cosine) {
    WordPredictions words = predictions(models, DELTA, triples.stated());
    if (words.implied().isEmpty()) {
      return ProbeResult.none("the predictions do not vary, or no word has stated feedback");
    }
    double[] implied = GroupBootstrap.select(words.implied().get(), scored);
    SortedMap<String, Estimate> values = new TreeMap<>();
    values.put("kendall_tau", scores.kendallTau(implied, stated));
    values.put("pearson", scores.pearson(implied, stated));
    values.put("sign_accuracy", scores.signAccuracy(implied, stated));
    values.put("weight_cosine", Estimate.of(cosine, scored.length));
    refit
        .flatMap(r -> predictions(r, DELTA, triples.stated()).implied())
        .map(r -> GroupBootstrap.select(r, scored))
        .ifPresent(other -> values.put("gap", scores.kendallTauGap(implied, other, stated)));

    SortedMap<String, Estimate> controls = new TreeMap<>();
    controls.put("sign_within", scores.kendallTauWithinSign(implied, stated));
    controls.put("shuffled", shuffled(models));
    return new ProbeResult(
        Optional.empty(), values, controls, models.all(DELTA).weights(), feedback(words));
  }

  /** How well the probe learned the reassigned labels. */
  private Estimate shuffled(FoldModels models) {
    WordPredictions words = predictions(models, CONTROL, control.stated());
    if (words.implied().isEmpty()) {
      return Estimate.of(Statistic.undefined("the predictions do not vary"), 0);
    }
    int[] labelled = Arrays.stream(scored).filter(w -> !Double.isNaN(words.stated()[w])).toArray();
    if (labelled.length < scored.length) {
      return Estimate.of(
          Statistic.undefined("some words have no stated feedback to reassign"), labelled.length);
    }
    return scores.kendallTau(
        GroupBootstrap.select(words.implied().get(), scored),
        GroupBootstrap.select(words.stated(), scored));
  }

  private WordPredictions predictions(FoldModels models, int target, double[] labels) {
    return WordPredictions.of(
        triples.words(), labels, models.predict(triples.features(), fold, target));
  }

  private static List<WordFeedback> feedback(WordPredictions words) {
    List<WordFeedback> feedback = new ArrayList<>();
    for (int w = 0; w < words.words().size(); w++) {
      double y = words.stated()[w];
      feedback.add(
          new WordFeedback(
              words.words().get(w),
              Double.isNaN(y) ? OptionalDouble.empty() : OptionalDouble.of(y),
              OptionalDouble.of(words.implied().orElseThrow()[w]),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              words.raw()[w],
              words.rows()[w]));
    }
    return feedback;
  }
}
