package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDManager;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.Decoder;
import io.plumbline.extractor.model.DeviceFullException;
import io.plumbline.extractor.model.DeviceMemory;
import io.plumbline.extractor.model.HookKind;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.extractor.model.Torch;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.DecoderLayer;
import io.plumbline.extractor.model.layer.Kernels;
import io.plumbline.extractor.model.layer.Rotary;
import io.plumbline.extractor.model.layer.TokenEmbedding;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder of any family without its weights.
 *
 * @param name of the architecture
 * @param rotary position embedding of all layers, or null
 */
public record DecoderSpec(
    String name,
    EmbeddingSpec embedding,
    RotarySpec rotary,
    List<LayerSpec> layerSpecs,
    HeadSpec head)
    implements Architecture {
  public DecoderSpec {
    layerSpecs = List.copyOf(layerSpecs);
  }

  @Override
  public int layers() {
    return layerSpecs.size();
  }

  @Override
  public int width() {
    return embedding.width();
  }

  @Override
  public int vocabulary() {
    return embedding.vocabulary();
  }

  @Override
  public int maxPositions() {
    return embedding.maxPositions();
  }

  @Override
  public boolean alike(int length, int other) {
    return rotary == null
        || rotary.frequencies().alike(length) == rotary.frequencies().alike(other);
  }

  @Override
  public String unembedding() {
    return head.tied() ? embedding.tokens() : head.unembedding();
  }

  @Override
  public boolean tied() {
    return head.tied();
  }

  @Override
  public List<ParameterSpec> parameters() {
    Parameters parameters = new Parameters();
    embedding.declare(parameters);
    head.norm().declare(parameters);
    if (!head.tied()) {
      parameters.add(head.unembedding(), vocabulary(), width());
    }
    for (int i = 0; i < layers(); i++) {
      parameters.enter(i);
      layerSpecs.get(i).declare(parameters);
    }
    return parameters.byName();
  }

  @Override
  public void require(HookPoint hook) {
    if (hook.layer() >= layers()) {
      throw new UserError(
          "hook " + hook + " is not there: the model has layers 0 to " + (layers() - 1));
    }
    if (hook.kind() == HookKind.RESID_MID && layerSpecs.get(hook.layer()).parallel()) {
      throw new UserError(
          "hook "
              + hook
              + " is not there: in this model attention and MLP run in parallel, so there is no"
              + " residual stream between them");
    }
  }

  @Override
  public CausalModel load(TensorSource weights, Computation computation) {
    check(weights);
    NDManager manager = Torch.newManager(computation.device());
    try {
      WeightReader reader = new WeightReader(weights, manager);
      TokenEmbedding tokens = embedding.load(reader);
      Rotary turns =
          rotary == null ? null : new Rotary(manager, rotary.frequencies(), rotary.scale());
      Kernels kernels = new Kernels(manager, computation);
      List<DecoderLayer> layers = new ArrayList<>();
      for (LayerSpec layer : layerSpecs) {
        layers.add(layer.load(reader, turns, kernels));
      }
      return new Decoder(this, manager, tokens, layers, head.load(reader, tokens.tokens()));
    } catch (RuntimeException e) {
      manager.close();
      throw DeviceMemory.wasExhausted(e) ? tooLarge(e) : e;
    }
  }

  private DeviceFullException tooLarge(RuntimeException cause) {
    long elements =
        parameters().stream()
            .mapToLong(parameter -> parameter.shape().stream().reduce(1L, Math::multiplyExact))
            .sum();
    return new DeviceFullException(
        "the weights take "
            + elements * Float.BYTES / 1_000_000
            + " MB in f32, and the device has not that much free; free memory on it, choose another"
            + " one, or compute in bf16 (capture.precision, --precision)",
        cause);
  }
}
