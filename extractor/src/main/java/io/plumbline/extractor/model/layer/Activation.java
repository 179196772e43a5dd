package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Activation functions, by the names that configurations give them. */
public enum Activation {
  /** {@code x Phi(x)} with the error function (Hendrycks and Gimpel, 2016). */
  GELU {
    @Override
    public NDArray apply(NDArray x) {
      return ai.djl.nn.Activation.gelu(x);
    }
  },
  /**
   * {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}, the approximation from the same paper.
   */
  GELU_TANH {
    @Override
    public NDArray apply(NDArray x) {
      NDArray inner = x.square().muli(CUBIC).addi(1).muli(x).muli(ROOT_TWO_OVER_PI);
      return inner.tanh().addi(1).muli(x).muli(0.5f);
    }
  },
  /** {@code x sigmoid(x)}. */
  SILU {
    @Override
    public NDArray apply(NDArray x) {
      return ai.djl.nn.Activation.sigmoid(x).muli(x);
    }
  },
  RELU {
    @Override
    public NDArray apply(NDArray x) {
      return ai.djl.nn.Activation.relu(x);
    }
  };

  private static final float CUBIC = 0.044715f;
  private static final float ROOT_TWO_OVER_PI = 0.7978846f;
  private static final SortedMap<String, Activation> BY_NAME =
      new TreeMap<>(
          Map.of(
              "gelu", GELU,
              "gelu_python", GELU,
              "gelu_new", GELU_TANH,
              "gelu_fast", GELU_TANH,
              "gelu_accurate", GELU_TANH,
              "gelu_pytorch_tanh", GELU_TANH,
              "gelu_python_tanh", GELU_TANH,
              "silu", SILU,
              "swish", SILU,
              "relu", RELU));

  /** Applies it to each element. */
  public abstract NDArray apply(NDArray x);

  /** The function that a configuration means by {@code hidden_act} and the like. */
  public static Optional<Activation> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All names, in order. */
  public static String knownNames() {
    return String.join(", ", BY_NAME.keySet());
  }
}
