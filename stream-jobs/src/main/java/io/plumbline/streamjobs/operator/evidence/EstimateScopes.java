package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.EstimateScope;
import java.util.List;

/**
 * Which of the estimates of learned feedback can see it in a run. That hangs on the trainer, and
 * its checkpoints tell.
 */
final class EstimateScopes {
  private EstimateScopes() {}

  /** Of all estimates, sorted by name. */
  static List<EstimateScope> of(CheckpointArrived checkpoint) {
    boolean headFrozen = Boolean.FALSE.equals(checkpoint.getHeadTrained());
    return List.of(attribution(headFrozen), policy(headFrozen), probes(checkpoint.getValueHead()));
  }

  private static EstimateScope attribution(boolean headFrozen) {
    String reason =
        headFrozen
            ? "the head is the base's: all of it sits in the activations, and words can be told"
                + " apart up to the naming ceiling"
            : "words can be told apart by activations and, where the head is trained, by"
                + " unembedding";
    return new EstimateScope("attribution", true, reason, true);
  }

  private static EstimateScope policy(boolean headFrozen) {
    String reason = "the log-ratio sees what any trainer made of the probabilities";
    return headFrozen
        ? new EstimateScope(
            "policy",
            true,
            reason
                + "; but the head is the base's, and whether words can be told apart then is known"
                + " to the attribution alone",
            false)
        : new EstimateScope("policy", true, reason, true);
  }

  private static EstimateScope probes(Boolean valueHead) {
    String reason;
    if (valueHead == null) {
      reason = "the checkpoints do not tell whether a value head shares the trunk";
    } else if (valueHead) {
      reason =
          "a value head shares the trunk: what is paid shows at the words if its loss trains the"
              + " trunk";
    } else {
      reason =
          "blind, unless the trainer keeps a value head on the trunk that it does not save: nothing"
              + " else is trained to tell at the words what is paid";
    }
    return new EstimateScope("probes", valueHead, reason, true);
  }
}
