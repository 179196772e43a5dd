package io.plumbline.streamjobs.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Triples whose words' labels, sign and stated feedback, have been reassigned among the words. */
final class ControlTask {
  private final double[] deltas;
  private final double[] stated;

  ControlTask(Triples triples, GroupSplit split) {
    List<String> words = triples.words();
    Map<String, Integer> firstRow = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      firstRow.putIfAbsent(words.get(i), i);
    }
    Map<String, String> source = split.reassigned(words);
    this.deltas = new double[words.size()];
    this.stated = new double[words.size()];
    for (int i = 0; i < deltas.length; i++) {
      int labelled = firstRow.get(source.get(words.get(i)));
      deltas[i] = triples.sign(labelled) * triples.distances()[i];
      stated[i] = triples.stated()[labelled];
    }
  }

  /** Deltas with the reassigned signs, by row. */
  double[] deltas() {
    return deltas;
  }

  /** Reassigned feedback by row; NaN where there is none. */
  double[] stated() {
    return stated;
  }
}
