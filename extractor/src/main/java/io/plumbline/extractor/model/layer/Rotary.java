package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rotary position embedding (Su et al., "RoFormer", 2021): dimension i of the first half of the
 * rotated dimensions and dimension i of the second half form a pair, turned by the angle position *
 * frequency(i). Dimensions beyond the rotated ones are left alone.
 */
public final class Rotary {
  private static final int FIRST_POSITIONS = 512;

  private final NDManager manager;
  private final Frequencies frequencies;
  private final int pairs;
  private final float scale;

  /** Those of short texts, which all have the same frequencies. */
  private volatile Tables tables;

  /**
   * Makes a rotation.
   *
   * @param manager owner of its tables
   * @param frequencies how fast each pair turns
   * @param scale factor of the rotated dimensions
   */
  public Rotary(NDManager manager, Frequencies frequencies, float scale) {
    this.manager = manager;
    this.frequencies = frequencies;
    this.pairs = frequencies.of(frequencies.alike(1)).size();
    this.scale = scale;
    this.tables = tables(manager, frequencies.alike(1), FIRST_POSITIONS);
  }

  /**
   * Turns each pair by its angle.
   *
   * @param x queries or keys, {@code [batch, heads, length, head_dim]}
   */
  NDArray rotate(NDArray x, BatchLayout layout) {
    int half = pairs;
    Angles angles = layout.angles(this);
    NDArray cosine = angles.cosine;
    NDArray sine = angles.sine;
    boolean partial = x.getShape().get(3) > 2L * half;
    NDList parts = x.split(partial ? new long[] {half, 2L * half} : new long[] {half}, 3);
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

  /** Cosine and sine of each token's angles, to be used by all layers of a pass. */
  Angles angles(BatchLayout layout) {
    int shortest = frequencies.alike(1);
    List<Integer> lengths = layout.longestOfEach().stream().map(frequencies::alike).toList();
    Tables upTo = tablesFor(layout.longest());
    if (lengths.stream().allMatch(length -> length == shortest)) {
      return new Angles(
          layout.overHeads(layout.byPosition(upTo.cosines)),
          layout.overHeads(layout.byPosition(upTo.sines)));
    }
    Map<Integer, Tables> byLength = new HashMap<>(Map.of(shortest, upTo));
    List<Tables> each =
        lengths.stream()
            .map(
                length ->
                    byLength.computeIfAbsent(
                        length, other -> tables(layout.pass(), other, layout.longest())))
            .toList();
    return new Angles(
        layout.overHeads(layout.byPosition(each.stream().map(Tables::cosines).toList())),
        layout.overHeads(layout.byPosition(each.stream().map(Tables::sines).toList())));
  }

  /** Tables for all positions that a model allows can be large, so they grow with the texts. */
  private Tables tablesFor(int length) {
    if (tables.positions < length) {
      synchronized (this) {
        if (tables.positions < length) {
          tables = tables(manager, frequencies.alike(1), Math.max(length, 2 * tables.positions));
        }
      }
    }
    return tables;
  }

  private Tables tables(NDManager owner, int length, int positions) {
    int half = pairs;
    List<Float> each = frequencies.of(length);
    float[] cosine = new float[positions * half];
    float[] sine = new float[positions * half];
    for (int i = 0; i < half; i++) {
      float frequency = each.get(i);
      for (int position = 0; position < positions; position++) {
        // Rounded to f32 where Hugging Face rounds, since far positions magnify the difference.
        float angle = position * frequency;
        cosine[position * half + i] = (float) StrictMath.cos(angle) * scale;
        sine[position * half + i] = (float) StrictMath.sin(angle) * scale;
      }
    }
    Shape shape = new Shape(positions, half);
    return new Tables(positions, owner.create(cosine, shape), owner.create(sine, shape));
  }

  record Angles(NDArray cosine, NDArray sine) {}

  private record Tables(int positions, NDArray cosines, NDArray sines) {}
}
