package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.LogProbBatch;
import java.util.List;

/**
 * The records about the decision positions of the base and a checkpoint, shard by shard, so that
 * they need not all be in memory.
 */
public interface DecisionRecords {
  /** Number of shards. */
  int shards();

  /** Hooks with decision rows, that of the final residual stream first. */
  List<String> hooks();

  /** Decision rows of the base in canonical order. */
  List<ActivationBatch> base(int shard, String hook) throws Exception;

  /** Decision rows of the checkpoint in canonical order. */
  List<ActivationBatch> tuned(int shard, String hook) throws Exception;

  /** Log-probabilities of the base in canonical order. */
  List<LogProbBatch> logProbs(int shard) throws Exception;
}
