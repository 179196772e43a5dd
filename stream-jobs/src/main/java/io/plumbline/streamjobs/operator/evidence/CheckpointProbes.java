package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.policy.PolicyOptions;
import io.plumbline.streamjobs.policy.PolicyState;
import io.plumbline.streamjobs.probe.DeltaRidgeOptions;
import io.plumbline.streamjobs.probe.DeltaRidgeProbe;
import io.plumbline.streamjobs.probe.Life;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.ProbeState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs all probes of a run on its checkpoints, one after the other. */
public final class CheckpointProbes {
  private final StatedFeedback feedback;
  private final DeltaRidgeProbe ridge;
  private final PolicyProbes policy;

  /**
   * @param spec the run
   * @param feedback its stated feedback
   */
  public CheckpointProbes(RunSpec spec, StatedFeedback feedback) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    this.feedback = feedback;
    int resamples = settings.get(Settings.BOOTSTRAP);
    this.ridge =
        new DeltaRidgeProbe(
            new DeltaRidgeOptions(
                settings.get(Settings.RIDGE_LAMBDA),
                settings.get(Settings.PROBE_FOLDS),
                settings.get(Settings.INCREMENTAL_DECAY),
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
                spec.getDigest()));
  }

  /**
   * Results of one checkpoint.
   *
   * @param results of every probe
   * @param carry to the next checkpoint
   */
  record Evaluation(Map<Probe, ProbeResult> results, ProbeCarry carry) {}

  /**
   * Runs the probes on the next checkpoint.
   *
   * @param carry from the checkpoint before
   * @param features batches by hook, in canonical order
   * @throws UnusableEvidenceException if the records do not fit together
   */
  Evaluation evaluate(
      ProbeCarry carry, SortedMap<String, List<FeatureBatch>> features, LogProbPairs logProbs)
      throws Exception {
    Map<Probe, ProbeResult> results = new EnumMap<>(Probe.class);
    results.put(Probe.DICTIONARY, DictionaryFits.of(features));
    ProbeState ridgeState = addRidge(carry.ridge(), features, results);
    SortedMap<Probe, PolicyState> policyStates = new TreeMap<>();
    policy
        .next(carry.policies(), logProbs)
        .forEach(
            (probe, learned) -> {
              results.put(probe, learned.result());
              policyStates.put(probe, learned.state());
            });
    return new Evaluation(
        results, new ProbeCarry(policyStates, ridgeState, carry.base(), carry.baseFailure()));
  }

  private ProbeState addRidge(
      ProbeState state,
      SortedMap<String, List<FeatureBatch>> features,
      Map<Probe, ProbeResult> results)
      throws UnusableEvidenceException {
    Map<Life, ProbeResult> lives = new EnumMap<>(Life.class);
    ProbeState next = state;
    if (feedback.triples().isEmpty()) {
      for (Life life : Life.values()) {
        lives.put(life, ProbeResult.none("the feedback has no triples"));
      }
    } else {
      DeltaRidgeProbe.Checkpoint probed = ridge.next(state, TripleFeatures.of(feedback, features));
      lives.putAll(probed.results());
      next = probed.state();
    }
    for (Probe probe : Probe.values()) {
      if (probe.life() != null) {
        results.put(probe, lives.get(probe.life()));
      }
    }
    return next;
  }

  /** Class of a word, null if it has none. */
  String group(String word) {
    return feedback.group(word);
  }

  /** The probes that report on this run, in order. */
  List<Probe> probes() {
    return Arrays.stream(Probe.values())
        .filter(probe -> probe.form() == null || feedback.has(probe.form()))
        .toList();
  }
}
