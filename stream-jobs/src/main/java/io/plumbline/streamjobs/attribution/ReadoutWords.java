package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Vectors;
import io.plumbline.streamjobs.probe.Reassignment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The words that are one token each, with their stated feedback and their class (such as their part
 * of speech).
 */
public final class ReadoutWords {
  private final List<String> words;
  private final double[] stated;
  private final int[] classes;
  private final int[] classSizes;

  /**
   * A list of words.
   *
   * @param words sorted, each once
   * @param stated stated feedback by word: 0 for a neutral word, NaN where there is none
   * @param classes class of each word, from 0
   * @throws IllegalArgumentException if the arguments differ in length
   */
  public ReadoutWords(List<String> words, double[] stated, int[] classes) {
    if (words.size() != stated.length || stated.length != classes.length) {
      throw new IllegalArgumentException(
          words.size() + " words, " + stated.length + " feedbacks, " + classes.length + " classes");
    }
    this.words = List.copyOf(words);
    this.stated = stated.clone();
    this.classes = classes.clone();
    this.classSizes = new int[IntStream.of(classes).max().orElse(-1) + 1];
    for (int g : classes) {
      classSizes[g]++;
    }
  }

  public int size() {
    return stated.length;
  }

  public String word(int index) {
    return words.get(index);
  }

  /** Stated feedback: 0 for a neutral word, NaN where there is none. */
  public double stated(int index) {
    return stated[index];
  }

  /** The same words with their stated feedback reassigned among them, for a control task. */
  ReadoutWords reassigned(String runDigest) {
    int[] known = IntStream.range(0, size()).filter(w -> !Double.isNaN(stated[w])).toArray();
    int[] sources = Reassignment.of(runDigest, Arrays.stream(known).mapToObj(words::get).toList());
    double[] labels = stated.clone();
    for (int i = 0; i < known.length; i++) {
      labels[known[i]] = stated[known[sources[i]]];
    }
    return new ReadoutWords(words, labels, classes);
  }

  /** Class of a word. */
  int classOf(int word) {
    return classes[word];
  }

  /** Number of classes. */
  int classes() {
    return classSizes.length;
  }

  /** Rows of words less the mean of their class, {@code [words, d_model]}. */
  double[][] centred(FloatMatrix rows) {
    double[][] means = new double[classes()][rows.columns()];
    for (int w = 0; w < size(); w++) {
      Vectors.add(means[classes[w]], rows, w, 1.0 / classSizes[classes[w]]);
    }
    double[][] centred = new double[size()][];
    for (int w = 0; w < size(); w++) {
      centred[w] = Vectors.minus(Vectors.row(rows, w), means[classes[w]]);
    }
    return centred;
  }
}
