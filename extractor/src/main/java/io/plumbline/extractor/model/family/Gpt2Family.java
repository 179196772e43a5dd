package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.ModelFamily;
import io.plumbline.extractor.model.layer.BatchLayout;
import io.plumbline.extractor.model.layer.ScaledDotProduct;
import io.plumbline.extractor.model.spec.AttentionSpec;
import io.plumbline.extractor.model.spec.HeadsSpec;
import io.plumbline.extractor.model.spec.ProjectionSpec;
import java.util.ArrayList;
import java.util.List;

/** GPT-2 (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019). */
public final class Gpt2Family implements ModelFamily {
  @Override
  public String architecture() {
    return "GPT2LMHeadModel";
  }

  @Override
  public String modelType() {
    return "gpt2";
  }

  @Override
  public Architecture parse(ConfigFile config) {
    HeadsSpec heads = HeadFields.even(config, "n_embd", "n_head");
    int width = heads.queryWidth();
    // How mixed precision is handled in training; nothing that f32 would notice.
    config.flag("reorder_and_upcast_attn", false);
    GptBlocks blocks = new GptBlocks(config, width, config.positive("n_inner", 4 * width), true);
    List<AttentionSpec> attentions = new ArrayList<>();
    for (int i = 0; i < config.positive("n_layer"); i++) {
      attentions.add(attention(config, blocks, heads, i));
    }
    return blocks.decoder(architecture(), config.positive("n_positions", 1024), attentions);
  }

  private static AttentionSpec attention(
      ConfigFile config, GptBlocks blocks, HeadsSpec heads, int layer) {
    String name = GptBlocks.layer(layer) + ".attn";
    int width = blocks.width();
    double scale = config.flag("scale_attn_weights", true) ? 1 / StrictMath.sqrt(heads.width()) : 1;
    if (config.flag("scale_attn_by_inverse_layer_idx", false)) {
      scale /= layer + 1;
    }
    return new AttentionSpec(
        heads,
        ProjectionSpec.fused(blocks.linear(name + ".c_attn", width, 3 * width, true)),
        blocks.linear(name + ".c_proj", width, width, true),
        null,
        null,
        new ScaledDotProduct((float) scale, 0),
        BatchLayout.EVERYTHING);
  }
}
