package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.Head;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.Linear;

/**
 * From the last layer to the logits.
 *
 * @param norm final norm
 * @param unembedding parameter {@code [vocabulary, width]}, left out of the files where it is tied
 * @param tied whether the token embedding takes its place
 * @param cap c where a logit z becomes {@code c tanh(z / c)}; 0 where it stays as it is
 */
public record HeadSpec(NormSpec norm, String unembedding, boolean tied, float cap) {
  Head load(WeightReader reader, NDArray embedding) {
    NDArray weight = tied ? embedding : reader.read(unembedding);
    return new Head(norm.load(reader), new Linear(weight, null), cap);
  }
}
