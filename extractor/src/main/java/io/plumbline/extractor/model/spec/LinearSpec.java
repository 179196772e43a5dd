package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.Linear;

/**
 * An affine map.
 *
 * @param name its parameters are {@code name.weight} and {@code name.bias}
 * @param in width before
 * @param out width after
 * @param bias whether it has one
 * @param transposed whether the weight is stored as {@code [in, out]}, as GPT-2's Conv1D is
 */
public record LinearSpec(String name, int in, int out, boolean bias, boolean transposed) {
  /** A map with its weight stored as {@code [out, in]}. */
  public static LinearSpec of(String name, int in, int out, boolean bias) {
    return new LinearSpec(name, in, out, bias, false);
  }

  void declare(Parameters parameters) {
    if (transposed) {
      parameters.addTransposed(name + ".weight", in, out);
    } else {
      parameters.add(name + ".weight", out, in);
    }
    if (bias) {
      parameters.add(name + ".bias", out);
    }
  }

  Linear load(WeightReader reader) {
    NDArray weight = reader.read(name + ".weight");
    return new Linear(
        transposed ? turned(weight) : weight, bias ? reader.read(name + ".bias") : null);
  }

  /** Another view of the same memory, which is freed with it. */
  private static NDArray turned(NDArray weight) {
    try (weight) {
      return weight.transpose();
    }
  }
}
