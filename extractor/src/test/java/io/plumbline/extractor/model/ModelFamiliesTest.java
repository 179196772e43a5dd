package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.model.layer.Activation;
import io.plumbline.extractor.model.spec.DecoderSpec;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFamiliesTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field             | value                        | part of the message
          architectures       | ["MambaForCausalLM"]         | known are GPT2LMHeadModel, GPTNeoForCausalLM, GPTNeoXForCausalLM, Gemma2ForCausalLM, GemmaForCausalLM, LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM
          hidden_act          | "relu6"                      | hidden_act = "relu6" is not implemented; known are gelu, gelu_accurate, gelu_fast, gelu_new, gelu_python, gelu_python_tanh, gelu_pytorch_tanh, relu, silu, swish
          hidden_size         | 30                           | does not divide hidden_size = 30
          num_hidden_layers   | 0                            | has to be a whole number above 0
          vocab_size          | "many"                       | has to be a whole number above 0
          layer_norm_eps      | "small"                      | has to be a number
          head_dim            | 16                           | head_dim = 16 is not
          rotary_pct          | 0.5                          | contradicts rope_parameters.partial_rotary_factor = 0.25
          partial_rotary_factor | 0.5                        | contradicts rotary_pct, which counts in this architecture and is 0.25
          rope_theta          | 77.0                         | contradicts rotary_emb_base, which counts in this architecture and is 10000.0
          use_parallel_residual | null                       | use_parallel_residual = null has to be true or false
          rope_parameters     | "default"                    | rope_parameters = "default" has to be an object
          rope_parameters     | {"rope_type":"mrope"}        | rope_parameters.rope_type = "mrope" is not implemented; known are default, linear, dynamic, llama3, yarn, longrope
          rope_parameters     | {"rope_type":"default","factor":2.0} | rope_parameters.factor = 2.0 is not implemented for RoPE of type "default"
          rope_parameters     | {"rope_type":"linear"}       | rope_parameters.factor has to be a number above 0
          rope_scaling        | {"type":"dynamic","factor":2} | stands beside rope_parameters
          quantization_config | {"bits":4}                   | is not known for this architecture
          model_type          | "llama"                      | model_type = "llama" contradicts architectures = GPTNeoXForCausalLM; set it to gpt_neox
          auto_map            | {"AutoModelForCausalLM":"modeling_neox.NeoX"} | names code of the model's own, which is not run here; remove the field if
          attention_twist     | 0.3                          | attention_twist = 0.3 is not known
          """)
  void whatWouldChangeTheResultIsRefused(String field, String value, String message)
      throws IOException {
    refuses("gptneox/parallel", field, value, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # model                    | field                 | value          | part of the message
          models/llama/grouped       | num_key_value_heads   | 3              | does not divide num_attention_heads = 4
          models/llama/grouped       | attention_bias        | "some"         | has to be true or false
          models/llama/grouped       | sliding_window        | 8              | sliding_window = 8 is not known
          models/llama/grouped       | partial_rotary_factor | 0.5            | partial_rotary_factor = 0.5 is not 1
          models/llama/grouped       | rotary_emb_base       | 10000          | rotary_emb_base = 10000 is not known
          models/llama/grouped       | rotary_pct            | 0.5            | rotary_pct = 0.5 is not known
          models/llama/tied-bf16     | rope_theta            | 0              | rope_theta = 0 has to be a number above 0
          models/llama/grouped       | rope_interleaved      | true           | rope_interleaved = true is not known
          models/llama/grouped       | quantization_config   | {"bits": 4}    | is not known
          models/llama/grouped       | rope_parameters       | {"full_attention": {"rope_type": "default"}} | rope_parameters.full_attention
          models/llama/rope-llama3   | rope_scaling          | {"rope_type": "llama3", "factor": 8.0} | rope_scaling.low_freq_factor has to be a number above 0
          models/llama/rope-llama3   | rope_scaling          | {"type": "su"} | rope_scaling.type = "su" is not implemented
          models/llama/rope-yarn     | rope_parameters       | {"rope_type": "yarn", "factor": 2.0, "twist": 1} | rope_parameters.twist = 1 is not implemented
          models/llama/rope-yarn     | rope_parameters       | {"rope_type": "yarn", "factor": 2.0, "beta_fast": 0} | beta_fast = 0 has to be a number above 0
          models/llama/rope-yarn     | rope_parameters       | {"rope_type": "yarn", "factor": 2.0, "truncate": null} | truncate = null has to be true or false
          models/llama/rope-longrope | rope_parameters       | {"rope_type": "longrope", "short_factor": [1.0]} | short_factor = [1.0] has to be 2 numbers
          models/mistral/sliding     | sliding_window        | 0              | sliding_window = 0 has to be a whole number above 0
          models/mistral/sliding     | layer_types           | ["full_attention", "sliding_attention"] | layer_types
          models/qwen2/sliding       | layer_types           | ["full_attention"] | type of each of 3 layers
          models/qwen3/layer-types   | layer_types           | ["full_attention", "linear_attention", "full_attention"] | has type linear_attention
          models/qwen3/layer-types   | use_sliding_window    | false          | contradicts use_sliding_window
          models/gemma/tied          | use_bidirectional_attention | true     | use_bidirectional_attention = true is not known
          models/gemma/tied          | hidden_activation     | "relu"         | contradicts hidden_act
          models/gemma2/capped       | attn_logit_softcapping | 0.0           | has to be a number above 0, or null
          models/gemma2/capped       | sliding_window_size   | 9              | contradicts sliding_window = 4
          models/gpt2/tied           | add_cross_attention   | true           | add_cross_attention = true is not known
          models/gpt2/tied           | n_head                | 3              | does not divide n_embd = 16
          models/gpt-neo/alternating | attention_types       | [[["global", "sparse"], 1], [["local"], 1]] | attention_layers
          models/gpt-neo/alternating | num_layers            | 4              | names 3 layers, but num_layers is 4
          """)
  void everyFamilyRefusesWhatItDoesNotImplement(
      String model, String field, String value, String message) throws IOException {
    refuses(model, field, value, message);
  }

  @Test
  void fieldsThatAreMissingHaveTheDefaultsOfTransformers() throws IOException {
    write("models/qwen3/full-bf16", config -> config.remove("head_dim"));
    assertThat(shapeOf("model.layers.0.self_attn.o_proj.weight")).containsExactly(16L, 4L * 128);
    write("models/llama/grouped", config -> config.remove("num_key_value_heads"));
    assertThat(shapeOf("model.layers.0.self_attn.k_proj.weight")).containsExactly(16L, 16L);
    write("models/gpt2/tied", config -> config.remove("n_inner"));
    assertThat(shapeOf("transformer.h.0.mlp.c_fc.weight")).containsExactly(16L, 64L);
    write("models/gemma/tied", config -> config.remove("tie_word_embeddings"));
    assertThat(ModelFamilies.read(directory).tied()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # model                    | field                   | positions
          gptneox/parallel           | max_position_embeddings | 2048
          models/gpt-neo/alternating | max_position_embeddings | 2048
          models/gpt2/tied           | n_positions             | 1024
          models/llama/grouped       | max_position_embeddings | 2048
          models/mistral/sliding     | max_position_embeddings | 131072
          models/qwen2/full          | max_position_embeddings | 32768
          models/qwen3/layer-types   | max_position_embeddings | 32768
          models/gemma/tied          | max_position_embeddings | 8192
          models/gemma2/capped       | max_position_embeddings | 8192
          """)
  void longestTextIsThatOfTransformersWhereItIsNotSaid(String model, String field, int positions)
      throws IOException {
    write(model, config -> config.remove(field));
    assertThat(ModelFamilies.read(directory).maxPositions()).isEqualTo(positions);
  }

  @Test
  void sizeThatIsMissingIsNamed() throws IOException {
    write("models/gpt2/tied", config -> config.remove("n_head"));
    assertThatThrownBy(() -> ModelFamilies.read(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("n_head is missing; it has to be a whole number above 0");
  }

  /** Of the names of GELU the first configurations of Gemma mean another function by one only. */
  @ParameterizedTest
  @CsvSource({
    "gelu, GELU_TANH",
    "gelu_python, GELU",
    "gelu_pytorch_tanh, GELU_TANH",
    "gelu_python_tanh, GELU_TANH",
    "gelu_accurate, GELU_TANH",
    "silu, SILU"
  })
  void activationOfGemma(String name, Activation meant) throws IOException {
    write("models/gemma/tied", config -> config.put("hidden_act", name));
    DecoderSpec spec = (DecoderSpec) ModelFamilies.read(directory);
    assertThat(spec.layerSpecs()).extracting(layer -> layer.mlp().activation()).containsOnly(meant);
  }

  @Test
  void textsMayBeAsLongAsAScalingOfRopeStretchesTo() {
    Architecture dynamic = ModelFamilies.read(TestResources.path("models/llama/rope-dynamic"));
    assertThat(dynamic.maxPositions()).isEqualTo(4 * 64);
    assertThat(dynamic.alike(3, 64)).isTrue();
    assertThat(dynamic.alike(64, 65)).isFalse();
    assertThat(dynamic.alike(65, 66)).isFalse();
    Architecture longrope = ModelFamilies.read(TestResources.path("models/llama/rope-longrope"));
    assertThat(longrope.maxPositions()).isEqualTo(64);
    assertThat(longrope.alike(3, 32)).isTrue();
    assertThat(longrope.alike(32, 33)).isFalse();
    assertThat(longrope.alike(33, 64)).isTrue();
  }

  private List<Long> shapeOf(String parameter) {
    return ModelFamilies.read(directory).parameters().stream()
        .filter(spec -> spec.name().equals(parameter))
        .map(ParameterSpec::shape)
        .findFirst()
        .orElseThrow();
  }

  private void refuses(String model, String field, String value, String message)
      throws IOException {
    write(model, config -> config.set(field, json(value)));
    assertThatThrownBy(() -> ModelFamilies.read(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory.resolve("config.json").toString())
        .hasMessageContaining(message);
  }

  @Test
  void unsetAndInertFieldsDoNoHarm() throws IOException {
    write(
        "gptneox/parallel",
        config -> {
          config.set("pruned_heads", json("{}"));
          config.set("novel_trick", json("false"));
          config.set("quantization_config", json("null"));
          config.set("torch_dtype", json("\"bfloat16\""));
          config.set("unk_token_id", json("0"));
          config.set("auto_map", json("{}"));
          config.remove("model_type");
          ((ObjectNode) config.get("rope_parameters")).putNull("factor");
        });
    Architecture architecture = ModelFamilies.read(directory);
    assertThat(architecture.layers()).isEqualTo(2);
    assertThat(architecture.width()).isEqualTo(32);
    assertThat(architecture.vocabulary()).isEqualTo(48);
  }

  /** As gpt2-medium, gpt2-xl and distilgpt2, GPT-NeoX 20B, Dolly and LLaMA have them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # model              | field                        | value
          models/gpt2/tied     | n_special                    | 0
          models/gpt2/tied     | predict_special_tokens       | true
          models/gpt2/tied     | output_past                  | true
          models/gpt2/tied     | _num_labels                  | 1
          gptneox/parallel     | attention_probs_dropout_prob | 0.1
          gptneox/parallel     | hidden_dropout_prob          | 0.1
          gptneox/parallel     | custom_pipelines             | {"text-generation": {"impl": "pipeline.Generation"}}
          gptneox/sequential-bf16 | rope_theta                | 500
          gptneox/sequential-bf16 | partial_rotary_factor     | 1.0
          models/llama/grouped | max_sequence_length          | 2048
          """)
  void whatPublishedModelsHaveBesideDoesNoHarm(String model, String field, String value)
      throws IOException {
    Architecture as = ModelFamilies.read(TestResources.path(model));
    write(model, config -> config.set(field, json(value)));
    assertThat(ModelFamilies.read(directory).parameters()).isEqualTo(as.parameters());
  }

  @Test
  void hooksThatAModelLacksAreRefused() {
    Architecture parallel = ModelFamilies.read(TestResources.path("gptneox/parallel"));
    parallel.require(HookPoint.parse("blocks.1.hook_mlp_out"));
    assertThatThrownBy(() -> parallel.require(HookPoint.parse("blocks.2.hook_mlp_out")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("layers 0 to 1");
    assertThatThrownBy(() -> parallel.require(HookPoint.parse("blocks.1.hook_resid_mid")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("in parallel");
    assertThatThrownBy(() -> HookPoint.parse("blocks.1.hook_q"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("hook_mlp_out");
  }

  @Test
  void weightsOfAnotherShapeAreRefused() throws IOException {
    TestResources.copy("gptneox/parallel", directory.resolve("m"));
    ObjectNode config = (ObjectNode) JSON.readTree(directory.resolve("m/config.json").toFile());
    config.put("intermediate_size", 64);
    JSON.writeValue(directory.resolve("m/config.json").toFile(), config);
    Architecture architecture = ModelFamilies.read(directory.resolve("m"));
    try (ModelWeights weights = ModelWeights.open(directory.resolve("m"))) {
      assertThatThrownBy(
              () ->
                  architecture.load(weights, Computation.of(Device.cpu(), RunSettings.defaults())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("mlp.dense_4h_to_h.weight has shape [32, 48]")
          .hasMessageContaining("promises [32, 64]");
    }
  }

  @Test
  void weightsThatAreNotNumbersAreRefused() throws IOException {
    Path model = TestResources.copy("gptneox/parallel", directory.resolve("m"));
    Path file = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    java.util.Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xFF);
    Files.write(file, bytes);
    try (ModelWeights weights = ModelWeights.open(model)) {
      assertThatThrownBy(
              () ->
                  ModelFamilies.read(model)
                      .load(weights, Computation.of(Device.cpu(), RunSettings.defaults())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("holds NaN")
          .hasMessageContaining("has diverged");
    }
  }

  @Test
  void directoryThatIsNoModelIsNamed() {
    assertThatThrownBy(() -> ModelFamilies.read(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no config.json");
    assertThatThrownBy(() -> ModelFamilies.read(directory.resolve("nowhere")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a directory");
  }

  private void write(String model, Consumer<ObjectNode> change) throws IOException {
    Path sound = TestResources.path(model + "/config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(sound.toFile());
    change.accept(config);
    JSON.writeValue(directory.resolve("config.json").toFile(), config);
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
