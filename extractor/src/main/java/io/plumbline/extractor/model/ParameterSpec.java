package io.plumbline.extractor.model;

import java.util.List;

/**
 * A parameter that a model's files must hold.
 *
 * @param name name of its tensor
 * @param shape shape of its tensor
 * @param layer the layer it belongs to, or -1 for embeddings, final norm and head
 * @param transposed whether it is a map that is stored as {@code [in, out]}
 */
public record ParameterSpec(String name, List<Long> shape, int layer, boolean transposed) {
  /** Marks parameters outside the layers. */
  public static final int NO_LAYER = -1;

  public ParameterSpec {
    shape = List.copyOf(shape);
  }
}
