package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.NormKind;
import io.plumbline.extractor.model.layer.Activation;
import io.plumbline.extractor.model.layer.BatchLayout;
import io.plumbline.extractor.model.layer.ScaledDotProduct;
import io.plumbline.extractor.model.spec.AttentionSpec;
import io.plumbline.extractor.model.spec.DecoderSpec;
import io.plumbline.extractor.model.spec.EmbeddingSpec;
import io.plumbline.extractor.model.spec.HeadSpec;
import io.plumbline.extractor.model.spec.HeadsSpec;
import io.plumbline.extractor.model.spec.LayerSpec;
import io.plumbline.extractor.model.spec.LinearSpec;
import io.plumbline.extractor.model.spec.MlpSpec;
import io.plumbline.extractor.model.spec.NormSpec;
import io.plumbline.extractor.model.spec.ProjectionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The layout that Llama (Touvron et al., "LLaMA", 2023) began and others took over: RMS norms,
 * rotary positions, shared keys, a gated MLP, and the names of their parameters. What the others
 * changed is set before {@link #build}.
 */
final class LlamaLayout {
  private static final String LAYERS = "model.layers.";

  private final ConfigFile config;
  private final String architecture;
  private final HeadsSpec heads;
  private final int width;
  private final int layers;
  private final boolean tied;
  private final Activation activation;
  private int positions = 2048;
  private boolean projectionBias;
  private boolean outBias;
  private boolean mlpBias;
  private boolean headNorms;
  private boolean postNorms;
  private float normOffset;
  private float embeddingScale = 1;
  private float logitCap;
  private ScaledDotProduct product;
  private List<Integer> windows;

  /**
   * Reads what all have in common.
   *
   * @param activation of the MLP
   * @param tied whether the head is tied where the configuration does not say
   */
  LlamaLayout(
      ConfigFile config,
      String architecture,
      HeadsSpec heads,
      Activation activation,
      boolean tied) {
    this.config = config;
    this.architecture = architecture;
    this.heads = heads;
    this.width = config.positive("hidden_size");
    this.layers = config.positive("num_hidden_layers");
    this.activation = activation;
    this.tied = config.flag("tie_word_embeddings", tied);
    this.product = ScaledDotProduct.of(heads.width());
    this.windows = Collections.nCopies(layers, BatchLayout.EVERYTHING);
  }

  int width() {
    return width;
  }

  int layers() {
    return layers;
  }

  /** Longest sequence, where the configuration does not say. */
  LlamaLayout positions(int otherwise) {
    positions = otherwise;
    return this;
  }

  /** Which of the attention's maps have biases. */
  LlamaLayout attentionBias(boolean ofProjection, boolean ofOut) {
    projectionBias = ofProjection;
    outBias = ofOut;
    return this;
  }

  /** Whether the MLP's maps have biases. */
  LlamaLayout mlpBias(boolean bias) {
    mlpBias = bias;
    return this;
  }

  /** Norms each head's query and key. */
  LlamaLayout headNorms() {
    headNorms = true;
    return this;
  }

  /** Norms what attention and MLP give, with names for all four norms of a layer. */
  LlamaLayout postNorms() {
    postNorms = true;
    return this;
  }

  /** What is added to the stored weight of each norm. */
  LlamaLayout normOffset(float offset) {
    normOffset = offset;
    return this;
  }

  /** Factor of the token embeddings. */
  LlamaLayout embeddingScale(float scale) {
    embeddingScale = scale;
    return this;
  }

  /** How queries, keys and values are mixed. */
  LlamaLayout product(ScaledDotProduct how) {
    product = how;
    return this;
  }

  /** For each layer how many positions each position sees. */
  LlamaLayout windows(List<Integer> ofLayers) {
    windows = ofLayers;
    return this;
  }

  /** Caps the logits softly; 0 for not at all. */
  LlamaLayout logitCap(float cap) {
    logitCap = cap;
    return this;
  }

  DecoderSpec build() {
    int maxPositions = config.positive("max_position_embeddings", positions);
    RopeFields rope = RopeFields.read(config, heads.width(), maxPositions);
    List<LayerSpec> specs = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      specs.add(layer(LAYERS + i, windows.get(i)));
    }
    return new DecoderSpec(
        architecture,
        new EmbeddingSpec(
            "model.embed_tokens.weight",
            null,
            config.positive("vocab_size"),
            width,
            rope.maxPositions(),
            embeddingScale),
        rope.rotary(),
        specs,
        new HeadSpec(norm("model.norm", width), "lm_head.weight", tied, logitCap));
  }

  private LayerSpec layer(String name, int window) {
    NormSpec first = norm(name + ".input_layernorm", width);
    NormSpec second = norm(name + ".post_attention_layernorm", width);
    AttentionSpec attention = attention(name + ".self_attn", window);
    MlpSpec mlp = mlp(name + ".mlp");
    if (!postNorms) {
      return LayerSpec.of(first, attention, second, mlp, false);
    }
    return new LayerSpec(
        first,
        attention,
        second,
        norm(name + ".pre_feedforward_layernorm", width),
        mlp,
        norm(name + ".post_feedforward_layernorm", width),
        false);
  }

  private AttentionSpec attention(String name, int window) {
    return new AttentionSpec(
        heads,
        ProjectionSpec.separate(
            LinearSpec.of(name + ".q_proj", width, heads.queryWidth(), projectionBias),
            LinearSpec.of(name + ".k_proj", width, heads.keyWidth(), projectionBias),
            LinearSpec.of(name + ".v_proj", width, heads.keyWidth(), projectionBias)),
        LinearSpec.of(name + ".o_proj", heads.queryWidth(), width, outBias),
        headNorms ? norm(name + ".q_norm", heads.width()) : null,
        headNorms ? norm(name + ".k_norm", heads.width()) : null,
        product,
        window);
  }

  private MlpSpec mlp(String name) {
    int inner = config.positive("intermediate_size");
    return MlpSpec.gated(
        LinearSpec.of(name + ".gate_proj", width, inner, mlpBias),
        LinearSpec.of(name + ".up_proj", width, inner, mlpBias),
        activation,
        LinearSpec.of(name + ".down_proj", inner, width, mlpBias));
  }

  private NormSpec norm(String name, int normWidth) {
    float epsilon = (float) config.number("rms_norm_eps", 1e-6);
    return new NormSpec(name, NormKind.RMS_NORM, normWidth, epsilon, normOffset);
  }
}
