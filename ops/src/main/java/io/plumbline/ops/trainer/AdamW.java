package io.plumbline.ops.trainer;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) on gradients clipped
 * to a joint norm of 1. Norms and biases are not decayed.
 */
final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double EPSILON = 1e-8;
  private static final double MAX_NORM = 1.0;

  private final double decay;
  private final SortedMap<String, float[]> first = new TreeMap<>();
  private final SortedMap<String, float[]> second = new TreeMap<>();
  private int step;

  AdamW(double decay) {
    this.decay = decay;
  }

  /** Changes the weights in place, one step of the given learning rate. */
  void step(Weights weights, SortedMap<String, float[]> gradients, double rate) {
    step++;
    double clip = Math.min(1.0, MAX_NORM / (norm(gradients) + 1e-6));
    double correction1 = 1 - StrictMath.pow(BETA1, step);
    double correction2 = 1 - StrictMath.pow(BETA2, step);
    gradients.forEach(
        (name, gradient) -> {
          Tensor tensor = weights.all().get(name);
          float[] value = tensor.data();
          float[] m = first.computeIfAbsent(name, n -> new float[gradient.length]);
          float[] v = second.computeIfAbsent(name, n -> new float[gradient.length]);
          double shrink = tensor.shape().length > 1 ? 1 - rate * decay : 1;
          for (int i = 0; i < gradient.length; i++) {
            double g = clip * gradient[i];
            m[i] = (float) (BETA1 * m[i] + (1 - BETA1) * g);
            v[i] = (float) (BETA2 * v[i] + (1 - BETA2) * g * g);
            double move = m[i] / correction1 / (Math.sqrt(v[i] / correction2) + EPSILON);
            value[i] = (float) (shrink * value[i] - rate * move);
          }
        });
  }

  private static double norm(SortedMap<String, float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients.values()) {
      for (float g : gradient) {
        sum += (double) g * g;
      }
    }
    return Math.sqrt(sum);
  }
}
