package io.plumbline.ops.trainer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Parameters by name: those of the language model under their Hugging Face names, and the value
 * head that a trainer may have put on it.
 */
final class Weights {
  static final String VALUE_WEIGHT = "v_head.weight";
  static final String VALUE_BIAS = "v_head.bias";

  private final SortedMap<String, Tensor> tensors;

  Weights(Map<String, Tensor> tensors) {
    this.tensors = new TreeMap<>(tensors);
  }

  /** Normal weights of deviation 0.02, zero biases, unit norms. */
  static Weights random(ModelConfig config, Random random) {
    SortedMap<String, Tensor> all = new TreeMap<>();
    shapes(config).forEach((name, shape) -> all.put(name, initial(name, shape, random)));
    return new Weights(all);
  }

  /** Reads {@code model.safetensors} and checks that it holds what the configuration promises. */
  static Weights read(Path directory, ModelConfig config) {
    Path file = directory.resolve("model.safetensors");
    SortedMap<String, Tensor> all = Safetensors.read(file);
    SortedMap<String, Tensor> expected = new TreeMap<>();
    shapes(config)
        .forEach(
            (name, shape) -> {
              Tensor tensor = all.get(name);
              if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                throw new TrainerException(
                    file + ": " + name + " of shape " + Arrays.toString(shape) + " is missing");
              }
              expected.put(name, tensor);
            });
    return new Weights(expected);
  }

  private static SortedMap<String, long[]> shapes(ModelConfig c) {
    SortedMap<String, long[]> shapes = new TreeMap<>();
    shapes.put("gpt_neox.embed_in.weight", new long[] {c.vocabulary(), c.width()});
    shapes.put("embed_out.weight", new long[] {c.vocabulary(), c.width()});
    norm(shapes, "gpt_neox.final_layer_norm", c.width());
    for (int i = 0; i < c.layers(); i++) {
      String layer = "gpt_neox.layers." + i + ".";
      norm(shapes, layer + "input_layernorm", c.width());
      norm(shapes, layer + "post_attention_layernorm", c.width());
      linear(shapes, layer + "attention.query_key_value", 3 * c.width(), c.width());
      linear(shapes, layer + "attention.dense", c.width(), c.width());
      linear(shapes, layer + "mlp.dense_h_to_4h", c.mlpWidth(), c.width());
      linear(shapes, layer + "mlp.dense_4h_to_h", c.width(), c.mlpWidth());
    }
    return shapes;
  }

  private static void norm(Map<String, long[]> shapes, String name, int width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }

  private static void linear(Map<String, long[]> shapes, String name, int out, int in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  private static Tensor initial(String name, long[] shape, Random random) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    float[] data = new float[size];
    if (name.endsWith("norm.weight")) {
      Arrays.fill(data, 1f);
    } else if (name.endsWith("weight")) {
      for (int i = 0; i < size; i++) {
        data[i] = (float) (0.02 * random.nextGaussian());
      }
    }
    return new Tensor(shape, data);
  }

  /** The same values in arrays of their own. */
  Weights copy() {
    SortedMap<String, Tensor> copies = new TreeMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return new Weights(copies);
  }

  /** A copy with a value head of zeros on the last hidden state. */
  Weights withValueHead(int width) {
    Weights copy = copy();
    copy.tensors.put(VALUE_WEIGHT, new Tensor(new long[] {1, width}, new float[width]));
    copy.tensors.put(VALUE_BIAS, new Tensor(new long[] {1}, new float[1]));
    return copy;
  }

  boolean hasValueHead() {
    return tensors.containsKey(VALUE_WEIGHT);
  }

  SortedMap<String, Tensor> all() {
    return tensors;
  }

  /** Writes all of them. */
  void write(Path file) {
    Safetensors.write(file, tensors);
  }
}
