package io.plumbline.ops.trainer;

import java.util.Arrays;

/** Row-major values with their shape. The array is shared, not copied: training updates it. */
@SuppressWarnings("ArrayRecordComponent") // held for its storage; tensors are never compared
record Tensor(long[] shape, float[] data) {
  Tensor {
    long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (size != data.length) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + data.length + " values");
    }
  }

  Tensor copy() {
    return new Tensor(shape, data.clone());
  }
}
