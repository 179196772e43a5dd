package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Features of one hook, the activations they were computed from, and whose each row is. */
final class HookRows {
  private final String hook;
  private final CsrMatrix features;
  private final Optional<FloatMatrix> activations;
  private final Map<String, Integer> rows = new HashMap<>();

  /**
   * @param batches of the hook, in canonical order
   * @throws UnusableEvidenceException if they differ in their dictionary or width
   */
  HookRows(String hook, List<FeatureBatch> batches) throws UnusableEvidenceException {
    this.hook = hook;
    FeatureBatch first = batches.get(0);
    Map<String, List<RowPart>> parts = new LinkedHashMap<>();
    List<CsrMatrix> matrices = new ArrayList<>();
    boolean raw = true;
    int row = 0;
    for (FeatureBatch batch : batches) {
      if (batch.getFeatures() != first.getFeatures()
          || batch.getSum().size() != first.getSum().size()
          || !batch.getDictionary().equals(first.getDictionary())) {
        throw new UnusableEvidenceException(
            "feature batches at " + hook + " are of different dictionaries");
      }
      List<Integer> counts = batch.getTokens();
      for (int i = 0; i < batch.getItems().size(); i++) {
        parts
            .computeIfAbsent(
                key(batch.getItems().get(i), batch.getCandidates().get(i)), k -> new ArrayList<>())
            .add(new RowPart(row++, counts.isEmpty() ? 1 : counts.get(i)));
      }
      raw &= batch.getItems().isEmpty() || batch.getActivations().hasRemaining();
      matrices.add(FeatureMatrices.of(batch));
    }
    parts.keySet().forEach(key -> rows.put(key, rows.size()));
    List<List<RowPart>> merged = List.copyOf(parts.values());
    this.features = RowPart.means(CsrMatrix.concatenateRows(matrices), merged);
    this.activations =
        raw ? Optional.of(RowPart.means(activations(batches), merged)) : Optional.empty();
  }

  private static FloatMatrix activations(List<FeatureBatch> batches) {
    int width = batches.get(0).getSum().size();
    int count = batches.stream().mapToInt(batch -> batch.getItems().size()).sum();
    FloatMatrix all = FloatMatrix.zeros(count, width);
    int next = 0;
    for (FeatureBatch batch : batches) {
      int size = batch.getItems().size() * width;
      System.arraycopy(
          TensorPayload.decode(batch.getActivations(), Dtype.F32, size),
          0,
          all.values(),
          next,
          size);
      next += size;
    }
    return all;
  }

  /** Whether the activations are known. */
  boolean hasActivations() {
    return activations.isPresent();
  }

  /** d_model. */
  int width() {
    return activations.map(FloatMatrix::columns).orElse(0);
  }

  /**
   * Rows of candidates.
   *
   * @param items item of each
   * @param candidates index of each in its item
   * @throws UnusableEvidenceException if there is no such row
   */
  int[] of(List<String> items, int[] candidates) throws UnusableEvidenceException {
    int[] selected = new int[candidates.length];
    for (int i = 0; i < selected.length; i++) {
      Integer row = rows.get(key(items.get(i), candidates[i]));
      if (row == null) {
        throw new UnusableEvidenceException(
            "there are no features of item " + items.get(i) + " at " + hook);
      }
      selected[i] = row;
    }
    return selected;
  }

  /** {@code [rows, d_sae]}. */
  CsrMatrix features(int[] selected) {
    return features.selectRows(selected);
  }

  /** {@code [rows, d_model]}. */
  FloatMatrix activations(int[] selected) {
    FloatMatrix all = activations.orElseThrow();
    int width = all.columns();
    FloatMatrix chosen = FloatMatrix.zeros(selected.length, width);
    for (int i = 0; i < selected.length; i++) {
      System.arraycopy(all.values(), selected[i] * width, chosen.values(), i * width, width);
    }
    return chosen;
  }

  private static String key(String item, int candidate) {
    return candidate + "/" + item;
  }
}
