package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.PolicySlopes;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.policy.PolicyOptions;
import io.plumbline.streamjobs.policy.PolicyState;
import io.plumbline.streamjobs.probe.BagOfWords;
import io.plumbline.streamjobs.probe.DeltaRidgeOptions;
import io.plumbline.streamjobs.probe.PairOptions;
import io.plumbline.streamjobs.probe.ProbeResult;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs all probes of a run on its checkpoints, one after the other. */
public final class CheckpointProbes {
  private final StatedFeedback feedback;
  private final FeatureProbes features;
  private final boolean refreshes;
  private final PolicyProbes policy;

  /**
   * @param spec the run
   * @param feedback its stated feedback
   * @param product for the inner products of activations
   */
  public CheckpointProbes(RunSpec spec, StatedFeedback feedback, MatrixProduct product) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    this.feedback = feedback;
    this.refreshes = RunSettings.refreshRows(spec.getSettings()) > 0;
    int resamples = settings.get(Settings.BOOTSTRAP);
    int folds = settings.get(Settings.PROBE_FOLDS);
    this.features =
        new FeatureProbes(
            feedback,
            product,
            new DeltaRidgeOptions(
                settings.get(Settings.RIDGE_LAMBDA),
                folds,
                settings.get(Settings.INCREMENTAL_DECAY),
                resamples,
                spec.getDigest()),
            new PairOptions(
                settings.get(Settings.LOGISTIC_LAMBDA),
                settings.get(Settings.ONLINE_RATE),
                folds,
                resamples,
                spec.getDigest()));
    this.policy =
        new PolicyProbes(
            feedback,
            settings.get(Settings.MIN_MASS),
            new PolicyOptions(
                settings.get(Settings.HUBER_K),
                resamples,
                settings.get(Settings.PERMUTATIONS),
                spec.getDigest()),
            new BagOfWords(settings.get(Settings.RIDGE_LAMBDA), folds, spec.getDigest()));
  }

  /**
   * Results of one checkpoint.
   *
   * @param results of every probe
   * @param slopes one by one, of the probes that have them
   * @param carry to the next checkpoint
   */
  record Evaluation(
      Map<Probe, ProbeResult> results, Map<Probe, PolicySlopes> slopes, ProbeCarry carry) {}

  /**
   * Runs the probes on the next checkpoint.
   *
   * @param carry from the checkpoint before
   * @param batches of features by hook, in canonical order
   * @throws UnusableEvidenceException if the records do not fit together
   */
  Evaluation evaluate(
      ProbeCarry carry, SortedMap<String, List<FeatureBatch>> batches, LogProbPairs logProbs)
      throws Exception {
    Map<Probe, ProbeResult> results = new EnumMap<>(Probe.class);
    results.put(Probe.DICTIONARY, DictionaryFits.of(batches));
    FeatureProbes.Evaluation ofFeatures =
        features.next(new FeatureProbes.Carry(carry.ridges(), carry.pairs()), batches);
    results.putAll(ofFeatures.results());
    FeatureProbes.Carry carried = ofFeatures.carry();
    if (refreshes) {
      FeatureProbes.Evaluation ofRefreshed = new RefreshedProbes(features).next(carried, batches);
      results.putAll(ofRefreshed.results());
      carried = ofRefreshed.carry();
    }
    Map<Probe, PolicySlopes> slopes = new EnumMap<>(Probe.class);
    SortedMap<Probe, PolicyState> policies = new TreeMap<>();
    policy
        .next(carry.policies(), logProbs)
        .forEach(
            (probe, learned) -> {
              results.put(probe, learned.result());
              learned
                  .slopes()
                  .ifPresent(listed -> slopes.put(probe, SlopeRecords.of(listed, feedback)));
              policies.put(probe, learned.state());
            });
    return new Evaluation(
        results,
        slopes,
        new ProbeCarry(
            policies, carried.ridges(), carried.pairs(), carry.base(), carry.baseFailure()));
  }

  /** Class of a word, null if it has none. */
  String group(String word) {
    return feedback.group(word);
  }

  /** The probes that report on this run, in order. */
  List<Probe> probes() {
    return Arrays.stream(Probe.values())
        .filter(probe -> probe.form() == null || feedback.has(probe.form()))
        .filter(probe -> refreshes || !probe.ofRefresh())
        .toList();
  }
}
