package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The masks of one forward pass, each made once. */
public final class AttentionMasks {
  /** Window of a position that sees everything before it. */
  public static final int EVERYTHING = Integer.MAX_VALUE;

  private final NDManager pass;
  private final int length;
  private final Map<Integer, NDArray> byWindow = new HashMap<>();

  /**
   * Prepares the masks for sequences padded to one length.
   *
   * @param pass owner of the masks
   */
  public AttentionMasks(NDManager pass, int length) {
    this.pass = pass;
    this.length = length;
  }

  /**
   * The causal mask, {@code [length, length]}: 0 where a row may look, minus infinity elsewhere.
   *
   * @param window how many positions each sees, itself and those right before it
   */
  NDArray within(int window) {
    return byWindow.computeIfAbsent(Math.min(window, length), this::make);
  }

  private NDArray make(int window) {
    float[] mask = new float[length * length];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < length; row++) {
      int first = Math.max(0, row - window + 1);
      Arrays.fill(mask, row * length + first, row * length + row + 1, 0);
    }
    return pass.create(mask, new Shape(length, length));
  }
}
