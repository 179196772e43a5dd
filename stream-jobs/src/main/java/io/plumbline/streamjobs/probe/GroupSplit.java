package io.plumbline.streamjobs.probe;

import io.plumbline.schemas.digest.Sha256;
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
    return (Reassignment.hash(runDigest, item) & 1) == 1;
  }

  /**
   * Gives each word the label of another, of the words in alphabetical order.
   *
   * @return for each word the one whose label it gets
   */
  Map<String, String> reassigned(List<String> words) {
    List<String> alphabetical = List.copyOf(new TreeSet<>(words));
    int[] sources = Reassignment.of(runDigest, alphabetical);
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < sources.length; i++) {
      labels.put(alphabetical.get(i), alphabetical.get(sources[i]));
    }
    return labels;
  }
}
