package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decision rows of one shard at one hook. */
final class DecisionRows {
  /** Stands for a row that belongs to all candidates of its item. */
  private static final int CONTEXT = -1;

  private final List<String> keys = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final FloatMatrix matrix;

  /**
   * Joins batches.
   *
   * @param batches in canonical order
   * @throws UnusableEvidenceException if they differ in width
   */
  DecisionRows(List<ActivationBatch> batches) throws UnusableEvidenceException {
    int width = batches.get(0).getWidth();
    int rows = batches.stream().mapToInt(batch -> batch.getItems().size()).sum();
    this.matrix = FloatMatrix.zeros(rows, width);
    for (ActivationBatch batch : batches) {
      int count = batch.getItems().size();
      if (batch.getWidth() != width) {
        throw new UnusableEvidenceException(
            "decision rows at " + batch.getHook() + " differ in width");
      }
      float[] values =
          TensorPayload.decode(
              batch.getPayload(), batch.getDtype(), Math.multiplyExact(count, width));
      System.arraycopy(values, 0, matrix.values(), keys.size() * width, values.length);
      for (int i = 0; i < count; i++) {
        add(batch.getItems().get(i), batch.getCandidates().get(i), batch.getTokens().get(i));
      }
    }
  }

  private void add(String item, int candidate, int token) {
    keys.add(candidate + "/" + token + "/" + item);
    if (candidate == CONTEXT) {
      places.put(token + "/" + item, keys.size() - 1);
      places.put(item, keys.size() - 1);
    }
  }

  /** The row of a position of a context; null if there is none. */
  Integer row(String item, int token) {
    return places.get(token + "/" + item);
  }

  /** The one row of an item whose candidates share their context; null if there is none. */
  Integer row(String item) {
    return places.get(item);
  }

  boolean sameRowsAs(DecisionRows other) {
    return keys.equals(other.keys) && matrix.columns() == other.matrix.columns();
  }

  /** Some rows. */
  FloatMatrix select(List<Integer> rows) {
    int width = matrix.columns();
    FloatMatrix selected = FloatMatrix.zeros(rows.size(), width);
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(matrix.values(), rows.get(i) * width, selected.values(), i * width, width);
    }
    return selected;
  }
}
