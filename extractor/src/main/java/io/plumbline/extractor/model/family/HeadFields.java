package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.spec.HeadsSpec;

/** Reads how many attention heads there are and how wide. */
final class HeadFields {
  private static final String KEYS = "num_key_value_heads";

  private HeadFields() {}

  /** Heads that all have keys of their own and share d_model evenly. */
  static HeadsSpec even(ConfigFile config, String widthField, String headsField) {
    int width = config.positive(widthField);
    int heads = config.positive(headsField);
    if (width % heads != 0) {
      throw config.refuse(headsField, "does not divide " + widthField + " = " + width + " evenly");
    }
    return new HeadsSpec(heads, heads, width / heads);
  }

  /**
   * Heads that may share keys, and may be wider or narrower than their share of d_model.
   *
   * @param keysOtherwise number of keys where the configuration does not mention it; null in it, or
   *     0 here, stands for one key to each query
   * @param widthOtherwise head_dim where the configuration has none; 0 stands for an even share
   */
  static HeadsSpec grouped(ConfigFile config, int keysOtherwise, int widthOtherwise) {
    int queries = config.positive("num_attention_heads");
    boolean mentioned = config.mentions(KEYS) || keysOtherwise == 0;
    int keys = config.positive(KEYS, mentioned ? queries : keysOtherwise);
    if (queries % keys != 0) {
      throw config.refuse(KEYS, "does not divide num_attention_heads = " + queries + " evenly");
    }
    if (config.has("head_dim")) {
      return new HeadsSpec(queries, keys, config.positive("head_dim"));
    }
    int width =
        widthOtherwise == 0
            ? even(config, "hidden_size", "num_attention_heads").width()
            : widthOtherwise;
    return new HeadsSpec(queries, keys, width);
  }
}
