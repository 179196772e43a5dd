package io.plumbline.extractor.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import java.util.OptionalDouble;

/** Copies of a head's parameters. */
record HeadReadout(Head head) implements Readout {
  @Override
  public NormKind norm() {
    return head.norm().kind();
  }

  @Override
  public float[] gamma() {
    return head.norm().gamma().toFloatArray();
  }

  @Override
  public float[] beta() {
    NDArray beta = head.norm().beta();
    return beta == null
        ? new float[(int) head.norm().gamma().getShape().size()]
        : beta.toFloatArray();
  }

  @Override
  public float epsilon() {
    return head.norm().epsilon();
  }

  @Override
  public OptionalDouble logitCap() {
    return head.cap() > 0 ? OptionalDouble.of(head.cap()) : OptionalDouble.empty();
  }

  @Override
  public float[] rows(List<Integer> tokens) {
    if (tokens.isEmpty()) {
      return new float[0];
    }
    NDArray unembedding = head.unembedding().weight();
    long vocabulary = unembedding.getShape().get(0);
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException("token id " + token);
      }
    }
    Torch.forInference();
    try (NDManager local = unembedding.getManager().newSubManager()) {
      NDArray index = local.create(tokens.stream().mapToLong(Integer::longValue).toArray());
      return unembedding.get(local, new NDIndex("{}", index)).toFloatArray();
    }
  }
}
