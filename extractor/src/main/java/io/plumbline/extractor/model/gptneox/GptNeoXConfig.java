package io.plumbline.extractor.model.gptneox;

import io.plumbline.extractor.model.Activation;

/**
 * The fields of a GPT-NeoX configuration that its forward pass depends on.
 *
 * @param vocabulary number of token ids
 * @param width d_model
 * @param layers number of layers
 * @param heads attention heads
 * @param inner width of the MLP
 * @param maxPositions longest sequence
 * @param activation of the MLP
 * @param epsilon of the layer norms
 * @param parallel whether attention and MLP both read the layer's input
 * @param attentionBias whether the attention's two matrices have biases
 * @param tied whether the embedding is the unembedding too
 * @param rotary position embedding
 */
record GptNeoXConfig(
    int vocabulary,
    int width,
    int layers,
    int heads,
    int inner,
    int maxPositions,
    Activation activation,
    float epsilon,
    boolean parallel,
    boolean attentionBias,
    boolean tied,
    RotaryConfig rotary) {

  int headWidth() {
    return width / heads;
  }
}
