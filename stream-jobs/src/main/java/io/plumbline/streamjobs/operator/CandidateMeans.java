package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Features by item and candidate: rows of one candidate, one per token, become their mean. In the
 * order in which the candidates first appear.
 *
 * @param items item of each row
 * @param candidates candidate of each row
 * @param tokens number of token rows behind each row
 * @param features {@code [rows, d_sae]}
 */
record CandidateMeans(
    List<String> items, List<Integer> candidates, List<Integer> tokens, CsrMatrix features) {

  private record Candidate(String item, int candidate) {}

  /**
   * @param items item of each token row
   * @param candidates candidate of each token row
   * @param tokens {@code [token rows, d_sae]}
   */
  static CandidateMeans of(List<String> items, List<Integer> candidates, CsrMatrix tokens) {
    Map<Candidate, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      rows.computeIfAbsent(
              new Candidate(items.get(i), candidates.get(i)), candidate -> new ArrayList<>())
          .add(i);
    }
    if (rows.size() == items.size()) {
      return new CandidateMeans(items, candidates, Collections.nCopies(items.size(), 1), tokens);
    }
    List<CsrMatrix> means = new ArrayList<>();
    rows.values().forEach(group -> means.add(mean(tokens, group)));
    return new CandidateMeans(
        rows.keySet().stream().map(Candidate::item).toList(),
        rows.keySet().stream().map(Candidate::candidate).toList(),
        rows.values().stream().map(List::size).toList(),
        CsrMatrix.concatenateRows(means));
  }

  private static CsrMatrix mean(CsrMatrix tokens, List<Integer> rows) {
    TreeMap<Integer, Double> sums = new TreeMap<>();
    for (int row : rows) {
      for (int j = tokens.rowPointers()[row]; j < tokens.rowPointers()[row + 1]; j++) {
        sums.merge(tokens.columnIndices()[j], (double) tokens.values()[j], Double::sum);
      }
    }
    int[] columns = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = (float) (sums.get(columns[i]) / rows.size());
    }
    return new CsrMatrix(tokens.columns(), new int[] {0, columns.length}, columns, values);
  }
}
