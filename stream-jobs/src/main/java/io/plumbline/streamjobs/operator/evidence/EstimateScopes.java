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

  /**
   * Of all estimates, sorted by name.
   *
   * @param headTrained whether the unembedding differs from the base's
   */
  static List<EstimateScope> of(CheckpointArrived checkpoint, boolean headTrained) {
    return List.of(
        new EstimateScope(
            "attribution",
            true,
            headTrained
                ? "the head is trained: words can be told apart by activations and by unembedding"
                : "the head is the base's: all of it sits in the activations, and words can be told"
                    + " apart up to the naming ceiling"),
        new EstimateScope(
            "policy", true, "the log-ratio sees what any trainer made of the probabilities"),
        probes(checkpoint.getValueHead()));
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
    return new EstimateScope("probes", valueHead, reason);
  }
}
