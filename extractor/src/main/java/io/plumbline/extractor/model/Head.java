package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.layer.Linear;
import io.plumbline.extractor.model.layer.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Final norm, unembedding and log-softmax, at the wanted rows only.
 *
 * @param norm final norm
 * @param unembedding {@code [vocabulary, d_model]}
 * @param cap c where a logit z becomes {@code c tanh(z / c)}; 0 where it stays as it is
 */
public record Head(Norm norm, Linear unembedding, float cap) {
  /** Bounds the logits held at once to 64 MiB. */
  private static final int MAX_LOGITS = 1 << 24;

  private static final int MIN_ROWS = 8;

  /**
   * Log-probabilities of the wanted tokens.
   *
   * @param residual final residual stream, {@code [batch, length, d_model]}
   */
  List<float[]> logProbs(NDArray residual, List<Prediction> predictions, int length) {
    int vocabulary = (int) unembedding.weight().getShape().get(0);
    int atOnce = Math.max(MIN_ROWS, MAX_LOGITS / vocabulary);
    List<float[]> results = new ArrayList<>();
    for (int from = 0; from < predictions.size(); from += atOnce) {
      int to = Math.min(from + atOnce, predictions.size());
      results.addAll(some(residual, predictions.subList(from, to), length));
    }
    return results;
  }

  private List<float[]> some(NDArray residual, List<Prediction> predictions, int length) {
    int columns = predictions.stream().mapToInt(p -> p.tokens().size()).max().orElse(0);
    List<Row> rows = predictions.stream().map(Prediction::row).toList();
    try (NDManager local = residual.getManager().newSubManager()) {
      NDArray selected = RowSelection.of(residual, rows, length);
      selected.attach(local);
      NDArray logits = unembedding.apply(norm.apply(selected));
      if (cap > 0) {
        logits = logits.divi(cap).tanh().muli(cap);
      }
      float[] gathered =
          logits.logSoftmax(-1).gather(ids(local, predictions, columns), 1).toFloatArray();
      List<float[]> results = new ArrayList<>();
      for (int i = 0; i < predictions.size(); i++) {
        int start = i * columns;
        int count = predictions.get(i).tokens().size();
        results.add(Arrays.copyOfRange(gathered, start, start + count));
      }
      return results;
    }
  }

  /** Token ids, {@code [rows, columns]}; shorter rows are filled up with token 0. */
  private static NDArray ids(NDManager manager, List<Prediction> predictions, int columns) {
    long[] ids = new long[predictions.size() * columns];
    for (int i = 0; i < predictions.size(); i++) {
      List<Integer> tokens = predictions.get(i).tokens();
      for (int j = 0; j < tokens.size(); j++) {
        ids[i * columns + j] = tokens.get(j);
      }
    }
    return manager.create(ids, new Shape(predictions.size(), columns));
  }
}
