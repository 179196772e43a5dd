package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import io.plumbline.extractor.model.TorchScript;
import java.util.List;

/**
 * {@code y = x W^T + b} with x, W, b and y rounded to bf16. The Deep Java Library cannot do
 * anything with arrays of that format but hold them, so they are made and used by scripts.
 *
 * @param product of x and the parameters
 * @param parameters W {@code [out, in]} and, if there is one, b {@code [out]}, in bf16
 */
record HalfLinear(TorchScript product, List<NDArray> parameters) implements AffineMap {
  HalfLinear {
    parameters = List.copyOf(parameters);
  }

  @Override
  public NDArray apply(NDArray x) {
    return parameters.size() == 1
        ? product.call(List.of(x, parameters.get(0)))
        : product.call(List.of(x, parameters.get(0), parameters.get(1)));
  }
}
