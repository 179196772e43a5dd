package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.policy.Evidence;
import io.plumbline.streamjobs.policy.GainSystem;
import io.plumbline.streamjobs.policy.PolicyEvidence;
import io.plumbline.streamjobs.policy.PolicyOptions;
import io.plumbline.streamjobs.policy.PolicyProbe;
import io.plumbline.streamjobs.policy.PolicyState;
import io.plumbline.streamjobs.policy.ResponseWords;
import io.plumbline.streamjobs.probe.BagOfWords;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policy probes of a run: of words, and of the forms of whole responses that it has. */
final class PolicyProbes {
  private final StatedFeedback feedback;
  private final double minMass;
  private final PolicyProbe probe;

  /** The base's side of the words' fit, from the first checkpoint that this object has seen. */
  private Optional<GainSystem> system = Optional.empty();

  private final BagOfWords bagOfWords;
  private final Map<Probe, ResponseWords> words = new EnumMap<>(Probe.class);

  PolicyProbes(
      StatedFeedback feedback, double minMass, PolicyOptions options, BagOfWords bagOfWords) {
    this.feedback = feedback;
    this.minMass = minMass;
    this.bagOfWords = bagOfWords;
    this.probe = new PolicyProbe(options);
  }

  /**
   * Runs the probes on the next checkpoint.
   *
   * @param states from the checkpoint before
   * @throws UnusableEvidenceException if the records do not fit together
   */
  SortedMap<Probe, PolicyProbe.Checkpoint> next(
      Map<Probe, PolicyState> states, LogProbPairs logProbs) throws Exception {
    PolicyEvidence ofWords = new PolicyEvidence(feedback.words(), minMass, system);
    ResponseLogRatios responses =
        new ResponseLogRatios(feedback, PolicyContexts.addTo(ofWords, feedback, logProbs));
    if (ofWords.brokenContexts() == 0) {
      system = Optional.of(ofWords.system());
    }
    SortedMap<Probe, PolicyProbe.Checkpoint> checkpoints = new TreeMap<>();
    checkpoints.put(Probe.POLICY, next(states, Probe.POLICY, ofWords));
    for (Probe ofForm : List.of(Probe.POLICY_GROUPS, Probe.POLICY_PAIRS, Probe.POLICY_TEXTS)) {
      if (feedback.has(ofForm.form())) {
        ResponseWords texts = words.computeIfAbsent(ofForm, p -> new ResponseWords(bagOfWords));
        checkpoints.put(ofForm, next(states, ofForm, responses.of(ofForm.form(), texts)));
      }
    }
    return checkpoints;
  }

  private PolicyProbe.Checkpoint next(
      Map<Probe, PolicyState> states, Probe which, Evidence evidence) {
    return probe.next(states.getOrDefault(which, PolicyState.initial()), evidence);
  }
}
