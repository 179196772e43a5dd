package io.plumbline.extractor.checkpoint;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.LayerDivergence;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far each layer moved from the base: {@code D_l = sum over the parameters p of layer l of
 * ||p_t - p_0||_2} (Marks et al., arXiv 2310.08164, section 3).
 */
public final class Divergence {
  private static final int CHUNK = 1 << 16;

  private final FloatBuffer before = FloatBuffer.allocate(CHUNK);
  private final FloatBuffer after = FloatBuffer.allocate(CHUNK);

  private Divergence() {}

  /**
   * Compares all parameters within layers, in the order of their names.
   *
   * @return one entry per layer, in order
   * @throws UserError if a parameter is missing, misshapen, or not a finite number
   */
  public static List<LayerDivergence> byLayer(
      Architecture architecture, TensorSource base, TensorSource tuned) {
    Divergence divergence = new Divergence();
    double[] sums = new double[architecture.layers()];
    for (ParameterSpec parameter : architecture.parameters()) {
      if (parameter.layer() != ParameterSpec.NO_LAYER) {
        sums[parameter.layer()] += divergence.distance(parameter.name(), base, tuned);
      }
    }
    List<LayerDivergence> layers = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      layers.add(new LayerDivergence(i, sums[i]));
    }
    return layers;
  }

  /**
   * The layers that moved most; of equals the lower one.
   *
   * @return at most {@code count} layers, ascending
   */
  public static List<Integer> mostMoved(List<LayerDivergence> layers, int count) {
    return layers.stream()
        .sorted(
            Comparator.comparingDouble(LayerDivergence::getValue)
                .reversed()
                .thenComparing(LayerDivergence::getLayer))
        .limit(count)
        .map(LayerDivergence::getLayer)
        .sorted()
        .toList();
  }

  private double distance(String name, TensorSource base, TensorSource tuned) {
    long size = tuned.entry(name).size();
    double squares = 0;
    for (long from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      base.read(name, from, before.clear().limit(count));
      tuned.read(name, from, after.clear().limit(count));
      for (int i = 0; i < count; i++) {
        double difference = (double) after.get(i) - before.get(i);
        squares += difference * difference;
      }
    }
    if (!Double.isFinite(squares)) {
      throw new UserError(
          tuned.entry(name).file()
              + ": tensor "
              + name
              + " holds NaN or infinite values; the training run has diverged");
    }
    return Math.sqrt(squares);
  }
}
