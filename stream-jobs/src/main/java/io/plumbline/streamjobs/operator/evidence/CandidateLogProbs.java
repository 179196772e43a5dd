package io.plumbline.streamjobs.operator.evidence;

import java.util.HashMap;
import java.util.Map;

/** Log-probabilities of single candidates at the base and at a checkpoint. */
final class CandidateLogProbs {
  private final Map<String, LogProb> values = new HashMap<>();

  /**
   * Of one candidate.
   *
   * @param base at the base, summed over its tokens
   * @param tuned at the checkpoint, likewise
   * @param tokens number of its tokens
   */
  record LogProb(float base, float tuned, int tokens) {}

  void add(String item, int candidate, LogProb value) {
    values.put(key(item, candidate), value);
  }

  /**
   * Of a candidate of the dataset.
   *
   * @throws UnusableEvidenceException if it has none
   */
  LogProb get(String item, int candidate) throws UnusableEvidenceException {
    LogProb value = values.get(key(item, candidate));
    if (value == null) {
      throw new UnusableEvidenceException(
          "there is no log-probability of a candidate of item " + item);
    }
    return value;
  }

  private static String key(String item, int candidate) {
    return candidate + "/" + item;
  }
}
