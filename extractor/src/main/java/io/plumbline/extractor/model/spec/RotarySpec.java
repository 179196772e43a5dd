package io.plumbline.extractor.model.spec;

import io.plumbline.extractor.model.layer.Frequencies;
import java.util.List;

/**
 * Rotary position embedding.
 *
 * @param frequencies how fast each rotated pair of dimensions turns
 * @param scale factor of the rotated dimensions of queries and keys
 */
public record RotarySpec(Frequencies frequencies, float scale) {
  /** With the same frequencies for texts of all lengths. */
  public RotarySpec(List<Float> frequencies, float scale) {
    this(Frequencies.always(frequencies), scale);
  }

  /** Number of rotated pairs of dimensions. */
  public int pairs() {
    return frequencies.of(frequencies.alike(1)).size();
  }
}
