package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.policy.PolicyWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All words of a dataset with what is stated of them. A word that is stated more than once counts
 * as the lexicon says, or else as the first item does; a neutral word without a reward counts as 0.
 */
final class StatedWords {
  private record Word(Double reward, String group) {}

  private final Map<String, Integer> indices = new TreeMap<>();
  private final Map<String, Word> words;
  private final PolicyWords table;

  /**
   * @param items the dataset in order
   */
  StatedWords(List<FeedbackItem> items) {
    TreeMap<String, Word> stated = new TreeMap<>();
    items.stream().filter(i -> i.getForm() == ItemForm.LEXICON).forEach(i -> add(i, stated));
    items.stream().filter(i -> i.getForm() == ItemForm.TRIPLE).forEach(i -> add(i, stated));
    this.words = stated;
    List<String> sorted = new ArrayList<>(stated.keySet());
    double[] rewards = new double[sorted.size()];
    for (int w = 0; w < rewards.length; w++) {
      indices.put(sorted.get(w), w);
      Double reward = stated.get(sorted.get(w)).reward();
      rewards[w] = reward == null ? Double.NaN : reward;
    }
    this.table = new PolicyWords(sorted, rewards);
  }

  private static void add(FeedbackItem item, Map<String, Word> stated) {
    for (Candidate candidate : item.getCandidates()) {
      Double reward = reward(candidate);
      Word known = stated.get(candidate.getTarget());
      if (known == null || (known.reward() == null && reward != null)) {
        stated.put(candidate.getTarget(), new Word(reward, candidate.getGroup()));
      }
    }
  }

  /** Stated feedback of a candidate, null if there is none. */
  static Double reward(Candidate candidate) {
    boolean neutral = candidate.getRole() == CandidateRole.NEUTRAL;
    return candidate.getReward() == null && neutral ? Double.valueOf(0) : candidate.getReward();
  }

  PolicyWords table() {
    return table;
  }

  /** Index of a word of the dataset in the table. */
  int index(String word) {
    return indices.get(word);
  }

  /** Class of a word, null if it has none or the dataset has no such word. */
  String group(String word) {
    Word known = words.get(word);
    return known == null ? null : known.group();
  }
}
