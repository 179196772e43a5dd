package io.plumbline.extractor.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.plumbline.extractor.model.TorchScript;
import java.util.List;

/** Makes maps that compute in bf16; 15 and 6 are PyTorch's numbers of bf16 and f32. */
record HalfMaps(TorchScript rounding, TorchScript linear, TorchScript affine) {
  static HalfMaps compile(NDManager owner) {
    return new HalfMaps(
        TorchScript.compile(owner, "x: Tensor", "torch.to(x, 15)"),
        TorchScript.compile(
            owner,
            "x: Tensor, weight: Tensor",
            "torch.to(torch.linear(torch.to(x, 15), weight, None), 6)"),
        TorchScript.compile(
            owner,
            "x: Tensor, weight: Tensor, bias: Tensor",
            "torch.to(torch.linear(torch.to(x, 15), weight, bias), 6)"));
  }

  /** A map with rounded parameters, in the place of a map whose own are freed. */
  HalfLinear of(Linear map) {
    NDArray weight = rounded(map.weight());
    return map.bias() == null
        ? new HalfLinear(linear, List.of(weight))
        : new HalfLinear(affine, List.of(weight, rounded(map.bias())));
  }

  private NDArray rounded(NDArray parameter) {
    try (parameter) {
      return rounding.call(List.of(parameter));
    }
  }
}
