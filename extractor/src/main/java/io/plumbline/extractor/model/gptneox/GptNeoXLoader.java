package io.plumbline.extractor.model.gptneox;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Decoder;
import io.plumbline.extractor.model.DecoderLayer;
import io.plumbline.extractor.model.Head;
import io.plumbline.extractor.model.LayerNorm;
import io.plumbline.extractor.model.Linear;
import io.plumbline.extractor.model.Torch;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.schemas.safetensors.TensorSource;
import java.util.ArrayList;
import java.util.List;

/** Puts a GPT-NeoX model together from its tensors. */
final class GptNeoXLoader {
  private final GptNeoXArchitecture architecture;
  private final GptNeoXConfig config;
  private final TensorSource weights;

  GptNeoXLoader(GptNeoXArchitecture architecture, TensorSource weights) {
    this.architecture = architecture;
    this.config = architecture.config();
    this.weights = weights;
  }

  CausalModel load(Device device) {
    NDManager manager = Torch.newManager(device);
    try {
      WeightReader reader = new WeightReader(weights, manager);
      NDArray embedding = reader.read(GptNeoXParameters.EMBEDDING);
      NDArray unembedding = config.tied() ? embedding : reader.read(GptNeoXParameters.UNEMBEDDING);
      Rotary rotary = new Rotary(manager, config.rotary(), config.maxPositions());
      List<DecoderLayer> layers = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        layers.add(layer(reader, rotary, GptNeoXParameters.layer(i)));
      }
      Head head =
          new Head(norm(reader, GptNeoXParameters.FINAL_NORM), new Linear(unembedding, null));
      return new Decoder(
          architecture,
          manager,
          ids -> Embedding.embedding(ids, embedding, SparseFormat.DENSE).singletonOrThrow(),
          layers,
          head);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private DecoderLayer layer(WeightReader reader, Rotary rotary, String name) {
    GptNeoXAttention attention =
        new GptNeoXAttention(
            linear(reader, name + GptNeoXParameters.QUERY_KEY_VALUE, config.attentionBias()),
            linear(reader, name + GptNeoXParameters.DENSE, config.attentionBias()),
            rotary,
            config.heads(),
            config.headWidth());
    return new GptNeoXLayer(
        norm(reader, name + GptNeoXParameters.NORM_1),
        norm(reader, name + GptNeoXParameters.NORM_2),
        attention,
        linear(reader, name + GptNeoXParameters.MLP_IN, true),
        linear(reader, name + GptNeoXParameters.MLP_OUT, true),
        config.activation(),
        config.parallel());
  }

  private LayerNorm norm(WeightReader reader, String name) {
    return new LayerNorm(
        reader.read(name + ".weight"), reader.read(name + ".bias"), config.epsilon());
  }

  private static Linear linear(WeightReader reader, String name, boolean bias) {
    return new Linear(reader.read(name + ".weight"), bias ? reader.read(name + ".bias") : null);
  }
}
