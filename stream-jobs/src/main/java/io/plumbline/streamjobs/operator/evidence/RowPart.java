package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.List;
import java.util.TreeMap;

/**
 * A part of a candidate's tokens that came in one batch.
 *
 * @param row where the mean over these tokens is
 * @param tokens how many they are
 */
record RowPart(int row, int tokens) {

  /** Mean rows over all tokens of each candidate. */
  static CsrMatrix means(CsrMatrix matrix, List<List<RowPart>> candidates) {
    if (candidates.size() == matrix.rows()) {
      return matrix;
    }
    List<CsrMatrix> rows = candidates.stream().map(parts -> mean(matrix, parts)).toList();
    return CsrMatrix.concatenateRows(rows);
  }

  /** Mean rows over all tokens of each candidate. */
  static FloatMatrix means(FloatMatrix matrix, List<List<RowPart>> candidates) {
    return candidates.size() == matrix.rows()
        ? matrix
        : means(CsrMatrix.of(matrix), candidates).toDense();
  }

  private static CsrMatrix mean(CsrMatrix matrix, List<RowPart> parts) {
    if (parts.size() == 1) {
      return matrix.selectRows(new int[] {parts.get(0).row});
    }
    double tokens = parts.stream().mapToInt(RowPart::tokens).sum();
    TreeMap<Integer, Double> sums = new TreeMap<>();
    for (RowPart part : parts) {
      for (int j = matrix.rowPointers()[part.row]; j < matrix.rowPointers()[part.row + 1]; j++) {
        sums.merge(
            matrix.columnIndices()[j], (double) matrix.values()[j] * part.tokens, Double::sum);
      }
    }
    int[] columns = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = (float) (sums.get(columns[i]) / tokens);
    }
    return new CsrMatrix(matrix.columns(), new int[] {0, columns.length}, columns, values);
  }
}
