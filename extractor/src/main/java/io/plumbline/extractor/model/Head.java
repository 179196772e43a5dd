package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.plumbline.extractor.model.layer.Linear;
import io.plumbline.extractor.model.layer.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Final norm, unembedding and log-softmax, at the wanted rows only.
 *
 * @param norm final norm
 * @param unembedding {@code [vocabulary, d_model]}
 * @param cap c where a logit z becomes {@code c tanh(z / c)}; 0 where it stays as it is
 */
public record Head(Norm norm, Linear unembedding, float cap) {
  /** Bounds the logits held at once to 32 MiB. */
  private static final int MAX_LOGITS = 1 << 23;

  private static final int MIN_ROWS = 8;

  /**
   * Log-probabilities of the wanted tokens. A row that several predictions share is read once.
   *
   * @param residual final residual stream, {@code [batch, length, d_model]}
   */
  List<float[]> logProbs(NDArray residual, List<Prediction> predictions, int length) {
    Map<Row, List<Integer>> byRow = new LinkedHashMap<>();
    for (int i = 0; i < predictions.size(); i++) {
      byRow.computeIfAbsent(predictions.get(i).row(), row -> new ArrayList<>()).add(i);
    }
    List<Row> rows = List.copyOf(byRow.keySet());
    int atOnce = Math.max(MIN_ROWS, MAX_LOGITS / vocabulary());
    float[][] results = new float[predictions.size()][];
    for (int from = 0; from < rows.size(); from += atOnce) {
      List<Row> some = rows.subList(from, Math.min(from + atOnce, rows.size()));
      List<List<Integer>> wanted = new ArrayList<>();
      for (Row row : some) {
        List<Integer> tokens = new ArrayList<>();
        byRow.get(row).forEach(i -> tokens.addAll(predictions.get(i).tokens()));
        wanted.add(tokens);
      }
      float[] values = logProbs(residual, some, wanted, length);
      int at = 0;
      for (Row row : some) {
        for (int i : byRow.get(row)) {
          int count = predictions.get(i).tokens().size();
          results[i] = Arrays.copyOfRange(values, at, at + count);
          at += count;
        }
      }
    }
    return List.of(results);
  }

  /** Log-probabilities of each row's tokens, one row behind the other. */
  private float[] logProbs(
      NDArray residual, List<Row> rows, List<List<Integer>> tokens, int length) {
    try (NDManager local = residual.getManager().newSubManager()) {
      NDArray selected = RowSelection.of(residual, rows, length);
      selected.attach(local);
      NDArray logits = unembedding.apply(norm.apply(selected));
      if (cap > 0) {
        logits = logits.divi(cap).tanh().muli(cap);
      }
      long vocabulary = vocabulary();
      long[] places =
          IntStream.range(0, rows.size())
              .boxed()
              .flatMapToLong(
                  row -> tokens.get(row).stream().mapToLong(token -> row * vocabulary + token))
              .toArray();
      return places.length == 0
          ? new float[0]
          : logits.logSoftmax(-1).flatten().get(local.create(places)).toFloatArray();
    }
  }

  private int vocabulary() {
    return (int) unembedding.weight().getShape().get(0);
  }
}
