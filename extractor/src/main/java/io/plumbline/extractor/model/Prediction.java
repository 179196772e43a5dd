package io.plumbline.extractor.model;

import java.util.List;

/**
 * Log-probabilities that are wanted at one position.
 *
 * @param row position that predicts, so the token before the predicted one
 * @param tokens ids whose log-probability is wanted
 */
public record Prediction(Row row, List<Integer> tokens) {
  public Prediction {
    tokens = List.copyOf(tokens);
  }
}
