package io.plumbline.streamjobs.operator;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by item and candidate: rows of one candidate, one per token, become their mean. In the order
 * in which the candidates first appear.
 *
 * @param items item of each row
 * @param candidates candidate of each row
 * @param rows token rows behind each row; empty where each has one
 */
record CandidateMeans(List<String> items, List<Integer> candidates, List<List<Integer>> rows) {

  private record Candidate(String item, int candidate) {}

  /**
   * @param items item of each token row
   * @param candidates candidate of each token row
   */
  static CandidateMeans of(List<String> items, List<Integer> candidates) {
    Map<Candidate, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      rows.computeIfAbsent(
              new Candidate(items.get(i), candidates.get(i)), candidate -> new ArrayList<>())
          .add(i);
    }
    if (rows.size() == items.size()) {
      return new CandidateMeans(items, candidates, List.of());
    }
    return new CandidateMeans(
        rows.keySet().stream().map(Candidate::item).toList(),
        rows.keySet().stream().map(Candidate::candidate).toList(),
        List.copyOf(rows.values()));
  }

  /** Number of token rows behind each row. */
  List<Integer> tokens() {
    return rows.isEmpty()
        ? Collections.nCopies(items.size(), 1)
        : rows.stream().map(List::size).toList();
  }

  /**
   * Means of sparse rows.
   *
   * @param tokens {@code [token rows, d_sae]}
   * @return {@code [rows, d_sae]}
   */
  CsrMatrix of(CsrMatrix tokens) {
    return rows.isEmpty()
        ? tokens
        : CsrMatrix.concatenateRows(rows.stream().map(group -> mean(tokens, group)).toList());
  }

  /**
   * Means of dense rows.
   *
   * @param tokens {@code [token rows, d_model]}
   * @return {@code [rows, d_model]}
   */
  FloatMatrix of(FloatMatrix tokens) {
    if (rows.isEmpty()) {
      return tokens;
    }
    FloatMatrix means = FloatMatrix.zeros(rows.size(), tokens.columns());
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < tokens.columns(); j++) {
        double sum = 0;
        for (int row : rows.get(i)) {
          sum += tokens.get(row, j);
        }
        means.values()[i * tokens.columns() + j] = (float) (sum / rows.get(i).size());
      }
    }
    return means;
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
