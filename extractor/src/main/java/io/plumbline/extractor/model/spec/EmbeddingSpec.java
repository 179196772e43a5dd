package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.TokenEmbedding;

/**
 * What the first layer reads.
 *
 * @param tokens parameter {@code [vocabulary, width]}
 * @param positions parameter {@code [maxPositions, width]} that is added, or null
 * @param vocabulary number of token ids
 * @param width d_model
 * @param maxPositions longest sequence, in tokens
 * @param scale factor of the tokens' vectors
 */
public record EmbeddingSpec(
    String tokens, String positions, int vocabulary, int width, int maxPositions, float scale) {
  /** Token vectors as they are stored. */
  public static EmbeddingSpec of(String tokens, int vocabulary, int width, int maxPositions) {
    return new EmbeddingSpec(tokens, null, vocabulary, width, maxPositions, 1);
  }

  void declare(Parameters parameters) {
    parameters.add(tokens, vocabulary, width);
    if (positions != null) {
      parameters.add(positions, maxPositions, width);
    }
  }

  TokenEmbedding load(WeightReader reader) {
    NDArray vectors = reader.read(tokens);
    return new TokenEmbedding(vectors, positions == null ? null : reader.read(positions), scale);
  }
}
