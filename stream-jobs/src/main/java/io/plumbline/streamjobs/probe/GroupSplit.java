package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What happens to words and prompts by a seeded hash, so that it does not depend on the others'
 * order.
 */
final class GroupSplit {
  private final String runDigest;
  private final int folds;

  GroupSplit(String runDigest, int folds) {
    this.runDigest = runDigest;
    this.folds = folds;
  }

  /** Fold of a word or prompt, from 0. */
  int fold(String word) {
    return (int) Long.remainderUnsigned(Sha256.seed(runDigest, "fold/" + word), folds);
  }

  /** Fold of each. */
  int[] folds(List<String> words) {
    return words.stream().mapToInt(this::fold).toArray();
  }

  /** Whether the labels of an item's two candidates are exchanged in the control task. */
  boolean exchanges(String item) {
    return (Sha256.seed(runDigest, "control/" + item) & 1) == 1;
  }

  /**
   * Gives each word the label of another: the words in alphabetical order get the labels of the
   * words in the order of their hashes.
   *
   * @return for each word the one whose label it gets
   */
  Map<String, String> reassigned(List<String> words) {
    List<String> alphabetical = new ArrayList<>(new TreeSet<>(words));
    Map<String, Long> hashes = new HashMap<>();
    for (String word : alphabetical) {
      hashes.put(word, Sha256.seed(runDigest, "control/" + word));
    }
    List<String> hashed = new ArrayList<>(alphabetical);
    hashed.sort(Comparator.<String, Long>comparing(hashes::get).thenComparing(w -> w));
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < hashed.size(); i++) {
      labels.put(alphabetical.get(i), hashed.get(i));
    }
    return labels;
  }
}
