package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Scores the lives of a probe on one checkpoint. */
final class LifeReports {
  private final Triples triples;
  private final RidgeTargets targets;
  private final RidgeControls controls;
  private final int[] fold;
  private final int[] scored;
  private final double[] stated;
  private final GroupScores scores;
  private final Optional<GroupScores.Resampled> base;

  /** Tau of what the lives have in common, by what it is of. */
  private final IdentityHashMap<Object, GroupScores.Resampled> taus = new IdentityHashMap<>();

  /**
   * @param base implied feedback by word of the refit at the first checkpoint, if this is a later
   *     one
   */
  LifeReports(
      Triples triples,
      RidgeTargets targets,
      RidgeControls controls,
      int[] fold,
      Optional<double[]> base,
      DeltaRidgeOptions options) {
    this.triples = triples;
    this.targets = targets;
    this.controls = controls;
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
    this.base = base.map(b -> scores.kendallTaus(GroupBootstrap.select(b, scored), stated));
  }

  ProbeResult refit(FoldModels models, Optional<LinearModel> before) {
    return delta(models, Optional.empty(), cosine(models, before));
  }

  ProbeResult frozen(FoldModels models, FoldModels refit) {
    return delta(models, Optional.of(refit), Statistic.of(1));
  }

  ProbeResult incremental(FoldModels models, FoldModels refit, Optional<LinearModel> before) {
    return delta(models, Optional.of(refit), cosine(models, before));
  }

  private static Statistic cosine(FoldModels models, Optional<LinearModel> before) {
    return before
        .map(b -> b.cosine(models.all(RidgeTargets.DELTA)))
        .orElse(Statistic.undefined("there are no weights before these"));
  }

  private ProbeResult delta(FoldModels models, Optional<FoldModels> refit, Statistic cosine) {
    WordPredictions words = predictions(models, RidgeTargets.DELTA);
    if (words.implied().isEmpty()) {
      return ProbeResult.none("the predictions do not vary, or no word has stated feedback");
    }
    double[] implied = implied(words);
    GroupScores.Resampled tau = tau(models, implied);
    SortedMap<String, Estimate> values = agreement(implied, tau);
    values.put("weight_cosine", Estimate.of(cosine, scored.length));
    refit
        .flatMap(
            other ->
                predictions(other, RidgeTargets.DELTA)
                    .implied()
                    .map(r -> tau(other, GroupBootstrap.select(r, scored))))
        .ifPresent(other -> values.put("gap", scores.gap(tau, other)));
    base.ifPresent(before -> values.put("change", scores.gap(tau, before)));
    return new ProbeResult(
        Optional.empty(),
        values,
        controls(implied, predictions(models, RidgeTargets.DELTA_CONTROL), RidgeControls.DELTA),
        models.all(RidgeTargets.DELTA).weights(),
        feedback(words));
  }

  /** The probe of the stated feedback itself. */
  ProbeResult direct(FoldModels models) {
    if (!targets.haveStated()) {
      return ProbeResult.none("some words have no stated feedback");
    }
    WordPredictions words = predictions(models, RidgeTargets.STATED);
    if (words.implied().isEmpty()) {
      return ProbeResult.none("the predictions do not vary");
    }
    double[] implied = implied(words);
    return new ProbeResult(
        Optional.empty(),
        agreement(implied, scores.kendallTaus(implied, stated)),
        controls(implied, predictions(models, RidgeTargets.STATED_CONTROL), RidgeControls.STATED),
        models.all(RidgeTargets.STATED).weights(),
        feedback(words));
  }

  /** Tau of a life's held-out deltas, which others are compared with. */
  private GroupScores.Resampled tau(FoldModels models, double[] implied) {
    return taus.computeIfAbsent(models, m -> scores.kendallTaus(implied, stated));
  }

  private SortedMap<String, Estimate> agreement(double[] implied, GroupScores.Resampled tau) {
    SortedMap<String, Estimate> values = new TreeMap<>();
    values.put("kendall_tau", scores.of(tau));
    values.put("pearson", scores.pearson(implied, stated));
    values.put("sign_accuracy", scores.signAccuracy(implied, stated));
    return values;
  }

  private SortedMap<String, Estimate> controls(
      double[] implied, WordPredictions reassigned, int ofControls) {
    SortedMap<String, Estimate> values = new TreeMap<>();
    values.put("sign_within", scores.kendallTauWithinSign(implied, stated));
    values.put("shuffled", shuffled(reassigned));
    values.put("raw", tau(controls.raw()[ofControls]));
    values.put("length", tau(controls.length()[ofControls]));
    values.put("bag_of_words", tau(controls.words()[ofControls]));
    return values;
  }

  /** Tau-b of held-out predictions of another kind. */
  private Estimate tau(double[] predictions) {
    WordPredictions words = WordPredictions.of(triples.words(), triples.stated(), predictions);
    return words
        .implied()
        .map(
            implied ->
                scores.of(
                    taus.computeIfAbsent(
                        predictions,
                        p -> scores.kendallTaus(GroupBootstrap.select(implied, scored), stated))))
        .orElseGet(() -> Estimate.of(Statistic.undefined("the predictions do not vary"), 0));
  }

  /** How well the probe learned the reassigned labels. */
  private Estimate shuffled(WordPredictions words) {
    if (words.implied().isEmpty()) {
      return Estimate.of(Statistic.undefined("the predictions do not vary"), 0);
    }
    int[] labelled = Arrays.stream(scored).filter(w -> !Double.isNaN(words.stated()[w])).toArray();
    if (labelled.length < scored.length) {
      return Estimate.of(
          Statistic.undefined("some words have no stated feedback to reassign"), labelled.length);
    }
    return scores.kendallTau(implied(words), GroupBootstrap.select(words.stated(), scored));
  }

  private double[] implied(WordPredictions words) {
    return GroupBootstrap.select(words.implied().orElseThrow(), scored);
  }

  /** Implied feedback of all words by the refit, if there is any. */
  Optional<double[]> implied(FoldModels refit) {
    return predictions(refit, RidgeTargets.DELTA).implied();
  }

  private WordPredictions predictions(FoldModels models, int target) {
    return WordPredictions.of(
        triples.words(), targets.labels(target), models.predict(triples.features(), fold, target));
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
