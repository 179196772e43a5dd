package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.stats.Estimate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a probe says of one checkpoint.
 *
 * @param reason why there is no result; scores and words are empty then
 * @param scores by name
 * @param controls what the scores are to be held against, by name
 * @param weights of the fit on all rows; empty where there are none
 * @param words sorted by word
 * @param method how this result was computed other than its probe's are, in sentences; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
public record ProbeResult(
    Optional<String> reason,
    SortedMap<String, Estimate> scores,
    SortedMap<String, Estimate> controls,
    double[] weights,
    List<WordFeedback> words,
    String method) {
  /** A result that was computed as its probe's are. */
  public ProbeResult(
      Optional<String> reason,
      SortedMap<String, Estimate> scores,
      SortedMap<String, Estimate> controls,
      double[] weights,
      List<WordFeedback> words) {
    this(reason, scores, controls, weights, words, "");
  }

  /** No result, for a reason. */
  public static ProbeResult none(String reason) {
    return new ProbeResult(
        Optional.of(reason), new TreeMap<>(), new TreeMap<>(), new double[0], List.of());
  }

  /** The same result, of which more is to be said. */
  ProbeResult withMethod(List<String> sentences) {
    String said = (method + " " + String.join(" ", sentences)).strip();
    return new ProbeResult(reason, scores, controls, weights, words, said);
  }
}
