package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.policy.GainSystem;
import io.plumbline.streamjobs.policy.PolicyEvidence;
import io.plumbline.streamjobs.policy.PolicyOptions;
import io.plumbline.streamjobs.policy.PolicyProbe;
import io.plumbline.streamjobs.probe.DeltaRidgeOptions;
import io.plumbline.streamjobs.probe.DeltaRidgeProbe;
import io.plumbline.streamjobs.probe.Life;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.ProbeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Runs all probes of a run on its checkpoints, one after the other. */
public final class CheckpointProbes {
  private final StatedFeedback feedback;
  private final double minMass;
  private final DeltaRidgeProbe ridge;
  private final PolicyProbe policy;

  /** The base's side of the policy's fit, from the first checkpoint that this object has seen. */
  private Optional<GainSystem> system = Optional.empty();

  /**
   * @param spec the run
   * @param feedback its stated feedback
   */
  public CheckpointProbes(RunSpec spec, StatedFeedback feedback) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    this.feedback = feedback;
    this.minMass = settings.get(Settings.MIN_MASS);
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
        new PolicyProbe(
            new PolicyOptions(settings.get(Settings.HUBER_K), resamples, spec.getDigest()));
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
    PolicyEvidence evidence = new PolicyEvidence(feedback.words(), minMass, system);
    PolicyContexts.addTo(evidence, feedback, logProbs);
    if (evidence.brokenContexts() == 0) {
      system = Optional.of(evidence.system());
    }
    PolicyProbe.Checkpoint learned = policy.next(carry.policy(), evidence);
    results.put(Probe.POLICY, learned.result());
    return new Evaluation(
        results, new ProbeCarry(learned.state(), ridgeState, carry.base(), carry.baseFailure()));
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
}
