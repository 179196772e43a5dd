package io.plumbline.ops.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model being trained: its weights, and steps on objectives. */
final class Learner {
  private final ModelConfig config;
  private final Weights weights;
  private final AdamW optimizer;

  Learner(ModelConfig config, Weights weights, AdamW optimizer) {
    this.config = config;
    this.weights = weights;
    this.optimizer = optimizer;
  }

  ModelConfig config() {
    return config;
  }

  Weights weights() {
    return weights;
  }

  /** One optimizer step; returns the log-probabilities before it, {@code [rows * predicted]}. */
  float[] update(Sequences sequences, Objective objective, double rate) {
    SortedMap<String, float[]> gradients = new TreeMap<>();
    float[] logProbs = gradients(sequences, objective, gradients);
    optimizer.step(weights, gradients, rate);
    return logProbs;
  }

  /** Fills in the gradients of the objective and returns the log-probabilities. */
  float[] gradients(
      Sequences sequences, Objective objective, SortedMap<String, float[]> gradients) {
    try (NeoX model = new NeoX(config, weights, true);
        NDManager scope = model.newScope();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray hidden = sequences.predicting(model.hidden(sequences.toArray(scope)));
      NDArray picked =
          model.logits(hidden).logSoftmax(-1).gather(sequences.targets(scope), 1).reshape(-1);
      NDArray values = weights.hasValueHead() ? model.values(hidden) : null;
      float[] logProbs = picked.toFloatArray();
      Objective.Slopes slopes =
          objective.at(logProbs, values == null ? null : values.toFloatArray());
      NDArray loss = weighted(scope, picked, slopes.logProb());
      if (values != null) {
        loss = loss.add(weighted(scope, values, slopes.value()));
      }
      collector.backward(loss);
      model
          .parameters()
          .forEach(
              (name, array) -> {
                try (NDArray gradient = array.getGradient()) {
                  gradients.put(name, gradient.toFloatArray());
                }
              });
      return logProbs;
    }
  }

  /** A sum with the wanted slopes: its gradient is that of any loss which has them here. */
  private static NDArray weighted(NDManager scope, NDArray output, float[] slopes) {
    return output.mul(scope.create(slopes, new Shape(slopes.length))).sum();
  }
}
