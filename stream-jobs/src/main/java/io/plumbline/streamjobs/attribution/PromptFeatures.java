package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums features of the base over the contexts of each prompt. */
final class PromptFeatures {
  private final int features;
  private final SortedMap<String, double[]> sums = new TreeMap<>();
  private final Map<String, Integer> contexts = new TreeMap<>();

  PromptFeatures(int features) {
    this.features = features;
  }

  /** Adds a context. */
  void add(String prompt, CsrMatrix encoded, int row) {
    double[] sum = sums.computeIfAbsent(prompt, p -> new double[features]);
    for (int k = encoded.rowPointers()[row]; k < encoded.rowPointers()[row + 1]; k++) {
      sum[encoded.columnIndices()[k]] += encoded.values()[k];
    }
    contexts.merge(prompt, 1, Integer::sum);
  }

  /** Mean activations by prompt, the prompts in order, {@code [prompts, features]}. */
  CsrMatrix means() {
    List<Integer> columns = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    int[] pointers = new int[sums.size() + 1];
    int row = 0;
    for (Map.Entry<String, double[]> entry : sums.entrySet()) {
      for (int j = 0; j < features; j++) {
        if (entry.getValue()[j] != 0) {
          columns.add(j);
          values.add((float) (entry.getValue()[j] / contexts.get(entry.getKey())));
        }
      }
      pointers[++row] = columns.size();
    }
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return new CsrMatrix(
        features, pointers, columns.stream().mapToInt(Integer::intValue).toArray(), all);
  }
}
