package io.plumbline.extractor.model.spec;

import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.Activation;
import io.plumbline.extractor.model.layer.GatedMlp;
import io.plumbline.extractor.model.layer.Kernels;
import io.plumbline.extractor.model.layer.Mlp;
import io.plumbline.extractor.model.layer.PlainMlp;

/**
 * An MLP.
 *
 * @param gate of a gated MLP; null if it is a plain one
 */
public record MlpSpec(LinearSpec gate, LinearSpec in, Activation activation, LinearSpec out) {
  /** {@code out(activation(in(x)))}. */
  public static MlpSpec plain(LinearSpec in, Activation activation, LinearSpec out) {
    return new MlpSpec(null, in, activation, out);
  }

  /** {@code down(activation(gate(x)) * up(x))}. */
  public static MlpSpec gated(
      LinearSpec gate, LinearSpec up, Activation activation, LinearSpec down) {
    return new MlpSpec(gate, up, activation, down);
  }

  void declare(Parameters parameters) {
    if (gate != null) {
      gate.declare(parameters);
    }
    in.declare(parameters);
    out.declare(parameters);
  }

  Mlp load(WeightReader reader, Kernels kernels) {
    return gate == null
        ? new PlainMlp(kernels.map(in.load(reader)), activation, kernels.map(out.load(reader)))
        : new GatedMlp(
            kernels.map(gate.load(reader)),
            kernels.map(in.load(reader)),
            activation,
            kernels.map(out.load(reader)));
  }
}
