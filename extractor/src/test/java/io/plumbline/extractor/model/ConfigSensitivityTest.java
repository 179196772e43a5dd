package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The references can tell whether a field is honoured: with another value of it the activations are
 * not those of the reference any more.
 */
class ConfigSensitivityTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double SEEN = 5e-3;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # model                    | field                    | another value
          models/llama/grouped       | rms_norm_eps             | 0.1
          models/llama/grouped       | hidden_act               | "gelu"
          models/llama/grouped       | rope_parameters          | {"rope_theta": 100.0}
          models/llama/tied-bf16     | rope_theta               | 10000.0
          models/llama/rope-llama3   | rope_scaling             | null
          models/llama/rope-linear   | rope_parameters          | {"rope_type": "default"}
          models/llama/rope-linear-type | rope_scaling          | null
          models/llama/rope-yarn     | rope_parameters          | {"rope_type": "default"}
          models/llama/rope-yarn-mscale | rope_parameters       | {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}
          models/llama/rope-longrope | rope_parameters          | {"rope_type": "default"}
          models/llama/rope-dynamic-long | rope_parameters      | {"rope_type": "dynamic", "factor": 8.0}
          models/llama/rope-longrope-long | rope_parameters     | {"rope_type": "longrope", "short_factor": [1.0, 1.5], "long_factor": [1.0, 1.5], "original_max_position_embeddings": 8}
          models/mistral/sliding     | sliding_window           | null
          models/qwen2/sliding       | sliding_window           | 6
          models/qwen2/sliding       | use_sliding_window       | false
          models/qwen2/sliding       | max_window_layers        | 2
          models/qwen3/layer-types   | layer_types              | ["full_attention", "full_attention", "sliding_attention"]
          models/gemma/tied          | hidden_act               | "relu"
          models/gemma2/capped       | attn_logit_softcapping   | null
          models/gemma2/capped       | final_logit_softcapping  | null
          models/gemma2/capped       | query_pre_attn_scalar    | 8
          models/gemma2/capped       | sliding_window           | 5
          models/gemma2/capped       | layer_types              | ["full_attention", "full_attention", "sliding_attention"]
          models/gpt2/inverse-scale-f16 | scale_attn_weights    | true
          models/gpt2/inverse-scale-f16 | scale_attn_by_inverse_layer_idx | false
          models/gpt-neo/alternating | window_size              | 5
          gptneox/parallel           | use_parallel_residual    | false
          """)
  void anotherValueIsSeen(String model, String field, String value) throws IOException {
    assertThat(error(model, field, value)).isGreaterThan(SEEN);
  }

  /** Largest error over the last residual stream and the log-probabilities of the first text. */
  private double error(String model, String field, String value) throws IOException {
    Path changed = TestResources.copy(model, directory.resolve("m"));
    Path file = changed.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    assertThat(config.has(field)).as(field).isTrue();
    config.set(field, JSON.readTree(value));
    JSON.writeValue(file.toFile(), config);
    try (ReferenceModel reference = new ReferenceModel(model);
        ModelWeights weights = ModelWeights.open(changed);
        CausalModel other =
            ModelFamilies.read(changed)
                .load(weights, Computation.of(Device.cpu(), RunSettings.defaults()))) {
      List<int[]> first = reference.sequences().subList(0, 1);
      ForwardResult result = other.forward(reference.requestForAll(first));
      HookPoint last = new HookPoint(other.architecture().layers() - 1, HookKind.RESID_POST);
      return Math.max(
          RelativeError.of(result.captures().get(last), reference.expected(last, 0)),
          RelativeError.of(ReferenceModel.flat(result.logProbs()), reference.expectedLogProbs(0)));
    }
  }
}
