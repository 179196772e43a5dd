package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.HookPoint;
import java.util.List;
import java.util.SortedMap;

/**
 * What reading a text gave. Vectors can be taken out, so that a shard's are not held while its
 * records are made of them, hook by hook.
 *
 * @param rows for each hook the vectors at the reading's rows, {@code [rows, d_model]}
 * @param decisions for each decision hook the vectors at its decisions, {@code [decisions,
 *     d_model]}
 * @param logProbs for each choice its tokens' natural log-probabilities
 */
record ReadingResult(
    SortedMap<HookPoint, List<float[]>> rows,
    SortedMap<HookPoint, List<float[]>> decisions,
    List<float[]> logProbs) {

  /** The vectors at a hook point, which this no longer holds. */
  List<float[]> takeRows(HookPoint hook) {
    return rows.remove(hook);
  }

  /** The decisions at a hook point, which this no longer holds. */
  List<float[]> takeDecisions(HookPoint hook) {
    return decisions.remove(hook);
  }
}
