package io.plumbline.extractor.model;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.List;

/** A model as its {@code config.json} describes it, without weights. */
public interface Architecture {
  /** Name in the field {@code architectures}, such as {@code GPTNeoXForCausalLM}. */
  String name();

  /** Number of layers. */
  int layers();

  /** d_model. */
  int width();

  /** Number of token ids. */
  int vocabulary();

  /** Longest sequence, in tokens. */
  int maxPositions();

  /**
   * Whether texts of two lengths are computed alike, so that what they begin with is the same in
   * both.
   */
  boolean alike(int length, int other);

  /** The parameter whose rows are the unembedding; where the head is tied, the embedding. */
  String unembedding();

  /** Whether the unembedding is the embedding itself. */
  boolean tied();

  /** All parameters, in order of their names. */
  List<ParameterSpec> parameters();

  /**
   * Checks that this model has a hook point.
   *
   * @throws UserError saying why it has not
   */
  void require(HookPoint hook);

  /**
   * Reads the weights onto a device, in f32.
   *
   * @throws UserError if one is missing, misshapen, or holds NaN or infinite values
   * @throws DeviceFullException if the device has not enough memory
   */
  CausalModel load(TensorSource weights, Computation computation);

  /**
   * Checks that all parameters are there and have the shape that the configuration promises.
   *
   * @throws UserError naming file, tensor and both shapes
   */
  default void check(TensorSource weights) {
    for (ParameterSpec spec : parameters()) {
      var entry = weights.entry(spec.name());
      if (!entry.shape().equals(spec.shape())) {
        throw new UserError(
            entry.file()
                + ": tensor "
                + spec.name()
                + " has shape "
                + entry.shape()
                + ", but config.json promises "
                + spec.shape()
                + "; weights and config.json do not belong together");
      }
    }
  }
}
