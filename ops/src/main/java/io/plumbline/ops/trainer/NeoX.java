package io.plumbline.ops.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The forward pass of GPT-NeoX (Black et al. 2022, arXiv 2204.06745) over a snapshot of weights:
 * rotary positions on a part of each head, attention and MLP in parallel on the residual stream,
 * exact GELU. Every array that it makes lives in the manager of its input and is freed with that.
 *
 * <p>Scalars are held arrays on purpose: with gradients on, this engine's {@code mul(Number)} and
 * {@code div(Number)} keep a reference to memory that is already freed.
 */
final class NeoX implements AutoCloseable {
  private static final float MASKED = -1e9f;

  private final ModelConfig config;
  private final NDManager manager;
  private final SortedMap<String, NDArray> parameters = new TreeMap<>();
  private final NDArray cosine;
  private final NDArray sine;
  private final NDArray scale;
  private final NDArray mask;

  /**
   * Copies the weights into the engine.
   *
   * @param trainable whether gradients are wanted; then each parameter's gradient can be read after
   *     a backward pass
   */
  NeoX(ModelConfig config, Weights weights, boolean trainable) {
    this.config = config;
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    JniUtils.setGradMode(false);
    weights
        .all()
        .forEach(
            (name, tensor) -> {
              NDArray array = manager.create(tensor.data(), new Shape(tensor.shape()));
              array.setRequiresGradient(trainable);
              parameters.put(name, array);
            });
    int half = config.rotated() / 2;
    int positions = config.maxPositions();
    float[] cosines = new float[positions * half];
    float[] sines = new float[positions * half];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * StrictMath.pow(config.rotaryBase(), -2.0 * i / config.rotated());
        cosines[p * half + i] = (float) StrictMath.cos(angle);
        sines[p * half + i] = (float) StrictMath.sin(angle);
      }
    }
    cosine = manager.create(cosines, new Shape(positions, half));
    sine = manager.create(sines, new Shape(positions, half));
    scale = manager.create((float) (1 / StrictMath.sqrt(config.headWidth())));
    float[] causal = new float[positions * positions];
    for (int q = 0; q < positions; q++) {
      for (int k = q + 1; k < positions; k++) {
        causal[q * positions + k] = MASKED;
      }
    }
    mask = manager.create(causal, new Shape(positions, positions));
  }

  /** Keys and values of the positions already seen, per layer. */
  static final class Cache {
    private final List<NDList> layers = new ArrayList<>();
    private int length;
  }

  NDManager newScope() {
    return manager.newSubManager();
  }

  SortedMap<String, NDArray> parameters() {
    return parameters;
  }

  /** Final hidden states {@code [rows, tokens, width]} of ids {@code [rows, tokens]}. */
  NDArray hidden(NDArray ids) {
    return hidden(ids, new Cache());
  }

  /** As {@link #hidden(NDArray)}, for ids that continue what the cache has seen. */
  NDArray hidden(NDArray ids, Cache cache) {
    NDArray x =
        ids.getNDArrayInternal()
            .embedding(
                ids,
                parameters.get("gpt_neox.embed_in.weight"),
                ai.djl.ndarray.types.SparseFormat.DENSE)
            .singletonOrThrow();
    for (int i = 0; i < config.layers(); i++) {
      String layer = "gpt_neox.layers." + i + ".";
      NDArray attended = attention(layer, i, norm(layer + "input_layernorm", x), cache);
      NDArray up = linear(layer + "mlp.dense_h_to_4h", norm(layer + "post_attention_layernorm", x));
      NDArray mlp = linear(layer + "mlp.dense_4h_to_h", up.getNDArrayInternal().gelu());
      x = x.add(attended).add(mlp);
    }
    cache.length += (int) ids.getShape().get(1);
    return norm("gpt_neox.final_layer_norm", x);
  }

  /** Logits {@code [rows, vocabulary]} of hidden states {@code [rows, width]}. */
  NDArray logits(NDArray hidden) {
    return linear(hidden, parameters.get("embed_out.weight"), null);
  }

  /** Values {@code [rows]} of hidden states {@code [rows, width]}. */
  NDArray values(NDArray hidden) {
    return linear(hidden, parameters.get(Weights.VALUE_WEIGHT), parameters.get(Weights.VALUE_BIAS))
        .reshape(-1);
  }

  private NDArray attention(String layer, int index, NDArray x, Cache cache) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    long head = config.headWidth();
    NDList projected =
        linear(layer + "attention.query_key_value", x)
            .reshape(rows, length, config.heads(), 3 * head)
            .transpose(0, 2, 1, 3)
            .split(new long[] {head, 2 * head}, 3);
    NDArray query = rotate(projected.get(0), cache.length).mul(scale);
    NDArray key = rotate(projected.get(1), cache.length);
    NDArray value = projected.get(2);
    if (cache.layers.size() > index) {
      NDList seen = cache.layers.get(index);
      key = seen.get(0).concat(key, 2);
      value = seen.get(1).concat(value, 2);
      cache.layers.set(index, new NDList(key, value));
    } else {
      cache.layers.add(new NDList(key, value));
    }
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2));
    if (length > 1) {
      scores =
          scores.add(
              mask.get(
                  x.getManager(),
                  new NDIndex(
                      "{}:{},0:{}", cache.length, cache.length + length, cache.length + length)));
    }
    NDArray mixed =
        scores
            .softmax(-1)
            .matMul(value)
            .transpose(0, 2, 1, 3)
            .reshape(rows, length, config.width());
    return linear(layer + "attention.dense", mixed);
  }

  /** Rotates the first part of each head: pairs are (i, i + half) of the rotated part. */
  private NDArray rotate(NDArray x, int position) {
    long half = config.rotated() / 2;
    long length = x.getShape().get(2);
    NDIndex span = new NDIndex("{}:{}", position, position + length);
    NDArray cos = cosine.get(x.getManager(), span);
    NDArray sin = sine.get(x.getManager(), span);
    NDList parts = x.split(new long[] {half, 2 * half}, 3);
    NDArray a = parts.get(0);
    NDArray b = parts.get(1);
    NDList turned = new NDList(a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin)));
    turned.add(parts.get(2));
    return ai.djl.ndarray.NDArrays.concat(turned, 3);
  }

  private NDArray norm(String name, NDArray x) {
    return x.getNDArrayInternal()
        .layerNorm(
            x,
            new Shape(config.width()),
            parameters.get(name + ".weight"),
            parameters.get(name + ".bias"),
            (float) config.epsilon())
        .singletonOrThrow();
  }

  private NDArray linear(String name, NDArray x) {
    return linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
