package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.NormKind;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.LayerNorm;
import io.plumbline.extractor.model.layer.Norm;
import io.plumbline.extractor.model.layer.RmsNorm;

/**
 * A normalisation.
 *
 * @param name its parameters are {@code name.weight} and, of a layer norm, {@code name.bias}
 * @param kind what it computes
 * @param width of its last dimension
 * @param epsilon what it adds under the root
 * @param offset what is added to the stored weight to give gamma: 1 in Gemma, else 0
 */
public record NormSpec(String name, NormKind kind, int width, float epsilon, float offset) {
  void declare(Parameters parameters) {
    parameters.add(name + ".weight", width);
    if (kind == NormKind.LAYER_NORM) {
      parameters.add(name + ".bias", width);
    }
  }

  Norm load(WeightReader reader) {
    NDArray gamma = reader.read(name + ".weight").addi(offset);
    return switch (kind) {
      case LAYER_NORM -> new LayerNorm(gamma, reader.read(name + ".bias"), epsilon);
      case RMS_NORM -> new RmsNorm(gamma, epsilon);
    };
  }
}
