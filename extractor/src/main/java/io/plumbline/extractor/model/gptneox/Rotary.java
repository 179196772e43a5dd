package io.plumbline.extractor.model.gptneox;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embedding (Su et al., "RoFormer", 2021): dimension i of the first half of the
 * rotated dimensions and dimension i of the second half form a pair, turned by the angle position *
 * base^(-2i/dimensions). Dimensions beyond the rotated ones are left alone.
 */
final class Rotary {
  private final int dimensions;
  private final NDArray cosines;
  private final NDArray sines;

  /**
   * Computes the tables for all positions.
   *
   * @param manager owner of the tables, {@code [positions, dimensions / 2]}
   */
  Rotary(NDManager manager, RotaryConfig config, int positions) {
    this.dimensions = config.dimensions();
    int half = dimensions / 2;
    float[] cosine = new float[positions * half];
    float[] sine = new float[positions * half];
    for (int i = 0; i < half; i++) {
      // Rounded to f32 at the same places as Hugging Face does, since angles at far positions
      // magnify the difference.
      float exponent = (2f * i) / dimensions;
      float frequency = 1f / (float) StrictMath.pow(config.base(), exponent);
      for (int position = 0; position < positions; position++) {
        float angle = position * frequency;
        cosine[position * half + i] = (float) StrictMath.cos(angle);
        sine[position * half + i] = (float) StrictMath.sin(angle);
      }
    }
    this.cosines = manager.create(cosine, new Shape(positions, half));
    this.sines = manager.create(sine, new Shape(positions, half));
  }

  /**
   * Turns each pair by its angle.
   *
   * @param x queries or keys, {@code [batch, heads, length, head_dim]}, from position 0 on
   */
  NDArray rotate(NDArray x) {
    NDManager manager = x.getManager();
    NDIndex used = new NDIndex("0:{}", x.getShape().get(2));
    NDArray cosine = cosines.get(manager, used);
    NDArray sine = sines.get(manager, used);
    int half = dimensions / 2;
    boolean partial = x.getShape().get(3) > dimensions;
    NDList parts = x.split(partial ? new long[] {half, dimensions} : new long[] {half}, 3);
    NDArray first = parts.get(0);
    NDArray second = parts.get(1);
    NDArray turnedFirst = first.mul(cosine).subi(second.mul(sine));
    NDArray turnedSecond = second.mul(cosine).addi(first.mul(sine));
    NDList turned = new NDList(turnedFirst, turnedSecond);
    if (partial) {
      turned.add(parts.get(2));
    }
    return NDArrays.concat(turned, 3);
  }
}
