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
  private static final String TAU = "kendall_tau";

  private final Triples triples;
  private final RidgeTargets targets;
  private final RidgeControls controls;
  private final int[] fold;
  private final int[] scored;
  private final double[] stated;
  private final GroupScores scores;
  private final Optional<SortedMap<String, GroupScores.Resampled>> base;
  private final Optional<SortedMap<String, GroupScores.Resampled>> directBase;

  /** Agreement of the models that the lives have in common. */
  private final IdentityHashMap<FoldModels, SortedMap<String, GroupScores.Resampled>> agreements =
      new IdentityHashMap<>();

  /** Tau of the predictions that are controls of all lives. */
  private final IdentityHashMap<double[], GroupScores.Resampled> taus = new IdentityHashMap<>();

  /**
   * @param state from the checkpoint before
   */
  LifeReports(
      Triples triples,
      RidgeTargets targets,
      RidgeControls controls,
      int[] fold,
      ProbeState state,
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
    this.base = state.base.map(b -> agreement(GroupBootstrap.select(b, scored)));
    this.directBase = state.directBase.map(b -> agreement(GroupBootstrap.select(b, scored)));
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
    SortedMap<String, GroupScores.Resampled> agreement = agreement(models, words);
    GroupScores.Resampled shuffled = shuffled(predictions(models, RidgeTargets.DELTA_CONTROL));
    SortedMap<String, Estimate> values = values(agreement, base, shuffled);
    values.put("weight_cosine", Estimate.of(cosine, scored.length));
    refit.ifPresent(
        other -> {
          WordPredictions others = predictions(other, RidgeTargets.DELTA);
          if (others.implied().isPresent()) {
            GroupScores.Resampled tau = agreement(other, others).get(TAU);
            values.put("gap", scores.of(agreement.get(TAU).minus(tau)));
          }
        });
    return new ProbeResult(
        Optional.empty(),
        values,
        controls(implied(words), shuffled, RidgeControls.DELTA),
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
    GroupScores.Resampled shuffled = shuffled(predictions(models, RidgeTargets.STATED_CONTROL));
    return new ProbeResult(
        Optional.empty(),
        values(agreement(implied), directBase, shuffled),
        controls(implied, shuffled, RidgeControls.STATED),
        models.all(RidgeTargets.STATED).weights(),
        feedback(words));
  }

  private SortedMap<String, GroupScores.Resampled> agreement(
      FoldModels models, WordPredictions words) {
    return agreements.computeIfAbsent(models, m -> agreement(implied(words)));
  }

  private SortedMap<String, GroupScores.Resampled> agreement(double[] implied) {
    SortedMap<String, GroupScores.Resampled> values = new TreeMap<>();
    values.put(TAU, scores.kendallTau(implied, stated));
    values.put("pearson", scores.pearson(implied, stated));
    values.put("sign_accuracy", scores.signAccuracy(implied, stated));
    values.put("spearman", scores.spearman(implied, stated));
    return values;
  }

  /** The agreement, how it has changed, and what of it is not merely learned of anything. */
  private SortedMap<String, Estimate> values(
      SortedMap<String, GroupScores.Resampled> agreement,
      Optional<SortedMap<String, GroupScores.Resampled>> before,
      GroupScores.Resampled shuffled) {
    SortedMap<String, Estimate> values = new TreeMap<>();
    agreement.forEach((name, value) -> values.put(name, scores.of(value)));
    before.ifPresent(
        of ->
            agreement.forEach(
                (name, value) ->
                    values.put(
                        name.equals(TAU) ? "change" : "change_" + name,
                        scores.of(value.minus(of.get(name))))));
    values.put("selectivity", scores.of(agreement.get(TAU).minus(shuffled)));
    return values;
  }

  private SortedMap<String, Estimate> controls(
      double[] implied, GroupScores.Resampled shuffled, int ofControls) {
    SortedMap<String, Estimate> values = new TreeMap<>();
    values.put("sign_within", scores.of(scores.kendallTauWithinSign(implied, stated)));
    values.put("shuffled", scores.of(shuffled));
    values.put("raw", tau(controls.raw()[ofControls]));
    values.put("length", tau(controls.length()[ofControls]));
    values.put("bag_of_words", tau(controls.words()[ofControls]));
    return values;
  }

  /** Tau-b of held-out predictions of another kind. */
  private Estimate tau(double[] predictions) {
    WordPredictions words = WordPredictions.of(triples.words(), triples.stated(), predictions);
    return words.implied().isPresent()
        ? scores.of(
            taus.computeIfAbsent(predictions, p -> scores.kendallTau(implied(words), stated)))
        : Estimate.of(Statistic.undefined("the predictions do not vary"), 0);
  }

  /** How well the probe learned the reassigned labels. */
  private GroupScores.Resampled shuffled(WordPredictions words) {
    double[] labels = GroupBootstrap.select(words.stated(), scored);
    if (words.implied().isEmpty()) {
      return undefined("the predictions do not vary");
    }
    return Arrays.stream(labels).anyMatch(Double::isNaN)
        ? undefined("some words have no stated feedback to reassign")
        : scores.kendallTau(implied(words), labels);
  }

  private static GroupScores.Resampled undefined(String reason) {
    return new GroupScores.Resampled(Statistic.undefined(reason), List.of());
  }

  private double[] implied(WordPredictions words) {
    return GroupBootstrap.select(words.implied().orElseThrow(), scored);
  }

  /** Implied feedback of all words by the refit, if there is any. */
  Optional<double[]> implied(FoldModels refit) {
    return predictions(refit, RidgeTargets.DELTA).implied();
  }

  /** The same by the direct probe. */
  Optional<double[]> directlyImplied(FoldModels refit) {
    return targets.haveStated()
        ? predictions(refit, RidgeTargets.STATED).implied()
        : Optional.empty();
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
