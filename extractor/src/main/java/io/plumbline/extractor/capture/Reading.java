package io.plumbline.extractor.capture;

import java.util.List;

/**
 * One text that the model reads, and what is wanted of it.
 *
 * @param item item it belongs to
 * @param candidate candidate that it ends with; {@link #CONTEXT} if it is the context itself
 * @param tokens its token ids
 * @param rows positions captured at the hooks, ascending
 * @param mean whether the rows are captured as their mean, which is one row
 * @param decisions positions captured at the decision hook, ascending
 * @param decisionCandidate candidate that the decision rows are told of; {@link #CONTEXT} if they
 *     belong to all candidates
 * @param choices log-probabilities wanted; of a candidate's tokens one by one, which are summed, or
 *     of a lexicon's words at every position
 * @param lexicon lexicon that the choices are between, or null
 */
public record Reading(
    String item,
    int candidate,
    List<Integer> tokens,
    List<Integer> rows,
    boolean mean,
    List<Integer> decisions,
    int decisionCandidate,
    List<Choice> choices,
    String lexicon) {
  /** Stands for the context, in the place of a candidate. */
  public static final int CONTEXT = -1;

  /** Number of rows that are captured at each hook. */
  int captured() {
    return mean ? 1 : rows.size();
  }
}
